/** What API Gateway answers by itself: the response type and what the default answer says. */
export interface GatewayError {
  readonly responseType: string;
  /** Used where no gateway response names another. */
  readonly status: number;
  /** Value of `x-amzn-ErrorType`. */
  readonly errorType: string;
  /** `$context.error.message`; `null` is shown as such. */
  readonly message: string | null;
  /** `$context.error.messageString`; some types put a space in front of the quotes, which their built-in body shows. */
  readonly messageString: string;
  /** The body where no template is set. */
  readonly defaultBody: string;
}

interface ErrorKind {
  readonly status: number;
  readonly errorType: string;
  readonly message: string | null;
  /** How the built-in body is written; it differs in ways that clients have come to rely on. */
  readonly bodyStyle: 'COMPACT' | 'CAPITAL' | 'SPACED';
}

const KINDS = {
  ACCESS_DENIED: kind(403, 'AccessDeniedException', 'User is not authorized to access this resource', 'CAPITAL'),
  API_CONFIGURATION_ERROR: kind(500, 'InternalServerErrorException', 'Internal server error', 'SPACED'),
  AUTHORIZER_CONFIGURATION_ERROR: kind(500, 'AuthorizerConfigurationException', null),
  INTEGRATION_FAILURE: kind(502, 'InternalServerErrorException', 'Internal server error', 'SPACED'),
  INTEGRATION_TIMEOUT: kind(504, 'InternalServerErrorException', 'Endpoint request timed out', 'SPACED'),
  INVALID_API_KEY: kind(403, 'ForbiddenException', 'Forbidden'),
  MISSING_AUTHENTICATION_TOKEN: kind(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'),
  QUOTA_EXCEEDED: kind(429, 'LimitExceededException', 'Limit Exceeded'),
  THROTTLED: kind(429, 'TooManyRequestsException', 'Too Many Requests'),
  UNAUTHORIZED: kind(401, 'UnauthorizedException', 'Unauthorized'),
  DEFAULT_4XX: kind(403, 'ForbiddenException', 'Forbidden'),
} satisfies Record<string, ErrorKind>;

function kind(
  status: number,
  errorType: string,
  message: string | null,
  bodyStyle: ErrorKind['bodyStyle'] = 'COMPACT',
): ErrorKind {
  return { status, errorType, message, bodyStyle };
}

/**
 * @param responseType one of API Gateway's response types.
 * @param instead what differs from the type's own status, error type and text.
 */
export function gatewayError(
  responseType: keyof typeof KINDS,
  instead: Partial<Pick<GatewayError, 'status' | 'errorType' | 'message'>> = {},
): GatewayError {
  const { bodyStyle, ...facts } = { ...KINDS[responseType], ...instead };
  const messageString = `${bodyStyle === 'SPACED' ? ' ' : ''}${JSON.stringify(facts.message)}`;
  const key = bodyStyle === 'CAPITAL' ? 'Message' : 'message';
  return { responseType, ...facts, messageString, defaultBody: `{"${key}":${messageString}}` };
}
