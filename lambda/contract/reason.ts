/**
 * Why a request was refused: the one closed table.
 *
 * The key is what the audit record says. `code` and `title` are all that a client is told, so several reasons share
 * one code wherever telling them apart would help somebody who guesses.
 */
export interface Reason {
  /** HTTP status of the answer. */
  readonly status: 400 | 401 | 403 | 404 | 413 | 415 | 429 | 500 | 502 | 503 | 504;
  /** Stable public code in the problem details. */
  readonly code: ProblemCode;
  /** Whether the same request can succeed later without a change by the client. */
  readonly retryable: boolean;
}

/** Public titles by code. */
export const PROBLEM_TITLES = {
  unauthorized: 'Unauthorized',
  forbidden: 'Forbidden',
  not_found: 'Not found',
  content_too_large: 'Content too large',
  unsupported_media_type: 'Unsupported media type',
  too_many_requests: 'Too many requests',
  quota_exceeded: 'Quota exceeded',
  bad_request: 'Bad request',
  bad_gateway: 'Bad gateway',
  service_unavailable: 'Service unavailable',
  gateway_timeout: 'Gateway timeout',
  internal_error: 'Internal error',
} as const;
export type ProblemCode = keyof typeof PROBLEM_TITLES;

function reason(status: Reason['status'], code: ProblemCode, retryable = false): Reason {
  return { status, code, retryable };
}

export const REASONS = {
  // Identity: nobody is told which of these it was.
  credential_missing: reason(401, 'unauthorized'),
  credential_conflict: reason(401, 'unauthorized'),
  credential_malformed: reason(401, 'unauthorized'),
  token_unknown: reason(401, 'unauthorized'),
  token_expired: reason(401, 'unauthorized'),
  token_revoked: reason(401, 'unauthorized'),
  user_unknown: reason(401, 'unauthorized'),
  user_undeclared: reason(401, 'unauthorized'),
  user_suspended: reason(401, 'unauthorized'),
  user_expired: reason(401, 'unauthorized'),
  tenant_unknown: reason(401, 'unauthorized'),
  tenant_suspended: reason(401, 'unauthorized'),
  everything_revoked: reason(401, 'unauthorized'),
  jwt_too_large: reason(401, 'unauthorized'),
  jwt_malformed: reason(401, 'unauthorized'),
  jwt_header: reason(401, 'unauthorized'),
  jwt_issuer: reason(401, 'unauthorized'),
  jwt_key_unknown: reason(401, 'unauthorized'),
  jwt_signature: reason(401, 'unauthorized'),
  jwt_expired: reason(401, 'unauthorized'),
  jwt_not_yet_valid: reason(401, 'unauthorized'),
  jwt_audience: reason(401, 'unauthorized'),
  jwt_claims: reason(401, 'unauthorized'),
  opaque_inactive: reason(401, 'unauthorized'),
  opaque_claims: reason(401, 'unauthorized'),
  // A client certificate that is to name its holder.
  certificate_malformed: reason(401, 'unauthorized'),
  certificate_authority: reason(401, 'unauthorized'),
  certificate_expired: reason(401, 'unauthorized'),
  certificate_not_yet_valid: reason(401, 'unauthorized'),
  certificate_purpose: reason(401, 'unauthorized'),
  certificate_names: reason(401, 'unauthorized'),
  certificate_revoked: reason(401, 'unauthorized'),
  jwt_revoked: reason(401, 'unauthorized'),
  subject_revoked: reason(401, 'unauthorized'),
  actor_revoked: reason(401, 'unauthorized'),
  // The token is not sent by whom it was made for.
  sender_unbound: reason(401, 'unauthorized'),
  sender_unproven: reason(401, 'unauthorized'),
  sender_unsupported: reason(401, 'unauthorized'),
  dpop_proof: reason(401, 'unauthorized'),
  dpop_replayed: reason(401, 'unauthorized'),
  // The request cannot be read in one way only.
  path_ambiguous: reason(403, 'forbidden'),
  query_ambiguous: reason(403, 'forbidden'),
  header_ambiguous: reason(403, 'forbidden'),
  method_unsupported: reason(403, 'forbidden'),
  // The decision.
  policy_forbid: reason(403, 'forbidden'),
  policy_no_permit: reason(403, 'forbidden'),
  policy_error: reason(403, 'forbidden'),
  role_revoked: reason(403, 'forbidden'),
  sender_required: reason(403, 'forbidden'),
  source_unexpected: reason(403, 'forbidden'),
  // The token is for one task, and this is none of its actions.
  action_outside_task: reason(403, 'forbidden'),
  api_revoked: reason(403, 'forbidden'),
  metering_key_missing: reason(403, 'forbidden'),
  // Between authorizer and forwarder.
  context_missing: reason(403, 'forbidden'),
  digest_mismatch: reason(403, 'forbidden'),
  // The forwarder.
  route_unknown: reason(404, 'not_found'),
  parameter_invalid: reason(400, 'bad_request'),
  body_missing: reason(400, 'bad_request'),
  body_too_large: reason(413, 'content_too_large'),
  media_type_unsupported: reason(415, 'unsupported_media_type'),
  upstream_unreachable: reason(502, 'bad_gateway', true),
  upstream_protocol: reason(502, 'bad_gateway'),
  upstream_credential_refused: reason(502, 'bad_gateway'),
  upstream_redirect: reason(502, 'bad_gateway'),
  upstream_response_too_large: reason(502, 'bad_gateway'),
  upstream_echoed_credential: reason(502, 'bad_gateway'),
  upstream_timeout: reason(504, 'gateway_timeout', true),
  // Faults of a dependency: they refuse, and say nothing.
  registry_unavailable: reason(503, 'service_unavailable', true),
  registry_corrupt: reason(503, 'service_unavailable'),
  release_missing: reason(503, 'service_unavailable', true),
  release_mismatch: reason(503, 'service_unavailable', true),
  policy_unavailable: reason(503, 'service_unavailable'),
  issuer_unavailable: reason(503, 'service_unavailable', true),
  decision_timeout: reason(503, 'service_unavailable', true),
  secret_unavailable: reason(503, 'service_unavailable', true),
  secret_empty: reason(503, 'service_unavailable'),
  secret_field_missing: reason(503, 'service_unavailable'),
  secret_malformed: reason(503, 'service_unavailable'),
  unexpected: reason(500, 'internal_error'),
} as const satisfies Readonly<Record<string, Reason>>;

export type ReasonCode = keyof typeof REASONS;

/** Whether a text read from elsewhere is one of the table's keys. */
export function isReasonCode(text: string): text is ReasonCode {
  return Object.hasOwn(REASONS, text);
}
