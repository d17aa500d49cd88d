import type { Refusal, Requirement } from '../permissions/access-guard';
import { ServiceError } from './service-error';

/**
 * The permission that a request to API Gateway's own API needs: its verb on its path.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-iam-policy-examples.html (2026-11-24)
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html (2026-11-24)
 */
export function controlPlaneRequirements(method: string, path: string, region: string): Requirement[] {
  return [{ action: `apigateway:${method}`, resource: `arn:aws:apigateway:${region}::${path}` }];
}

/** API Gateway's own errors. */
export function controlPlaneRefusal({ kind, message }: Refusal): ServiceError {
  if (kind === 'unsigned') {
    return new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  if (kind === 'unknown credentials') return new ServiceError('UnrecognizedClientException', message, 403);
  return new ServiceError('AccessDeniedException', message, 403);
}
