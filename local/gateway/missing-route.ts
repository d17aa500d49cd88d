import { createHash } from 'node:crypto';
import type { Exchange } from './exchange';
import { type GatewayError, gatewayError } from './gateway-error';

/**
 * What a request without a route gets. API Gateway takes an `Authorization` header there for an AWS signature and
 * complains about its form.
 */
export function missingRouteError({ headers }: Exchange): GatewayError {
  const authorization = headers.last('authorization');
  if (authorization === undefined) return gatewayError('MISSING_AUTHENTICATION_TOKEN');
  const digest = createHash('sha256').update(authorization).digest('base64');
  const message = authorization.includes('=')
    ? "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. " +
      "Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a " +
      `'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization=${digest}`
    : 'Invalid key=value pair (missing equal-sign) in Authorization header ' +
      `(hashed with SHA-256 and encoded with Base64): '${digest}'.`;
  return gatewayError('DEFAULT_4XX', { errorType: 'IncompleteSignatureException', message });
}
