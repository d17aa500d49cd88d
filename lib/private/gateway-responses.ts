import { aws_apigateway as apigateway } from 'aws-cdk-lib';
import {
  PROBLEM_MEDIA_TYPE,
  problemOf,
  REQUEST_ID_HEADER,
  THROTTLE_RETRY_AFTER_SECONDS,
  WWW_AUTHENTICATE,
} from '../../lambda/contract/problem-details';
import type { ProblemCode } from '../../lambda/contract/reason';

/**
 * API Gateway's own default, and what it may fall back on where a client asks for something else: how it chooses among
 * templates is not documented, so the same body stands under both.
 */
const JSON_MEDIA_TYPE = 'application/json';

interface GatewayAnswer {
  readonly status: number;
  readonly code: ProblemCode;
  readonly headers?: Readonly<Record<string, string>>;
}

const FORBIDDEN: GatewayAnswer = { status: 403, code: 'forbidden' };
const BAD_REQUEST: GatewayAnswer = { status: 400, code: 'bad_request' };
const UNAVAILABLE: GatewayAnswer = { status: 503, code: 'service_unavailable' };

/**
 * What API Gateway answers by itself, by response type. 413 is left out: it cannot be changed.
 *
 * An unknown API is 403 with and without a credential, so that nobody learns names before authenticating; with one,
 * API Gateway takes the type DEFAULT_4XX for it. A family's entry keeps no status of its own, so it names one.
 */
const ANSWERS: Readonly<Record<string, GatewayAnswer>> = {
  ACCESS_DENIED: FORBIDDEN,
  API_CONFIGURATION_ERROR: { status: 500, code: 'internal_error' },
  AUTHORIZER_CONFIGURATION_ERROR: UNAVAILABLE,
  AUTHORIZER_FAILURE: UNAVAILABLE,
  BAD_REQUEST_BODY: BAD_REQUEST,
  BAD_REQUEST_PARAMETERS: BAD_REQUEST,
  DEFAULT_4XX: FORBIDDEN,
  DEFAULT_5XX: { status: 500, code: 'internal_error' },
  EXPIRED_TOKEN: FORBIDDEN,
  INTEGRATION_FAILURE: { status: 502, code: 'bad_gateway' },
  INTEGRATION_TIMEOUT: { status: 504, code: 'gateway_timeout' },
  INVALID_API_KEY: FORBIDDEN,
  INVALID_SIGNATURE: FORBIDDEN,
  MISSING_AUTHENTICATION_TOKEN: FORBIDDEN,
  // A spent quota says nothing about when to come back: the period's end is not known to the gateway.
  QUOTA_EXCEEDED: { status: 429, code: 'quota_exceeded' },
  RESOURCE_NOT_FOUND: { status: 404, code: 'not_found' },
  THROTTLED: {
    status: 429,
    code: 'too_many_requests',
    headers: { 'Retry-After': `'${THROTTLE_RETRY_AFTER_SECONDS}'` },
  },
  UNAUTHORIZED: { status: 401, code: 'unauthorized', headers: { 'WWW-Authenticate': `'${WWW_AUTHENTICATE}'` } },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, code: 'unsupported_media_type' },
  WAF_FILTERED: FORBIDDEN,
};

/**
 * Makes API Gateway's own answers problem details, with the request's id. Templates are plain substitution, without
 * quoting of their own.
 *
 * @param corsHeaders sent with each, quoted; empty where no page may call.
 */
export function addGatewayResponses(api: apigateway.RestApi, corsHeaders: Readonly<Record<string, string>>): void {
  for (const [type, { status, code, headers }] of Object.entries(ANSWERS)) {
    const body = JSON.stringify(problemOf(code, status, '$context.extendedRequestId'));
    api.addGatewayResponse(type, {
      type: apigateway.ResponseType.of(type),
      statusCode: String(status),
      responseHeaders: { [REQUEST_ID_HEADER]: 'context.extendedRequestId', ...headers, ...corsHeaders },
      templates: { [JSON_MEDIA_TYPE]: body, [PROBLEM_MEDIA_TYPE]: body },
    });
  }
}
