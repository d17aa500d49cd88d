import { type NamePattern, ROLE_NAME, TENANT_NAME, USER_NAME } from '../../lambda/contract/name-rules';
import { assertConcrete, assertConfiguration, type Place } from './validation';

export type NameRule = NamePattern;

/** API and issuer ids: a path segment and a part of Cedar ids. */
export const ID_RULE: NameRule = {
  pattern: /^[a-z][a-z0-9-]{0,63}$/,
  allowed: '1 to 64 of a-z, 0-9 and "-", starting with a letter',
};
/**
 * Paths below the stage that API Gateway answers by itself under a domain name of one's own.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html, read 24 November 2026
 */
export const RESERVED_API_NAMES: readonly string[] = ['ping', 'sping'];
export const TENANT_RULE: NameRule = TENANT_NAME;
export const USER_RULE: NameRule = USER_NAME;
export const ROLE_RULE: NameRule = ROLE_NAME;
export const PLAN_RULE: NameRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
  allowed: '1 to 64 of letters, digits, "_" and "-", starting with a letter or digit',
};
export const POLICY_RULE: NameRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/,
  allowed: '1 to 128 of letters, digits, "_" and "-", starting with a letter or digit',
};
export const ACTION_RULE: NameRule = {
  pattern: /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/,
  allowed: '1 to 128 of letters, digits, "_", "." and "-", starting with a letter',
};
export const CLAIM_NAME_RULE: NameRule = {
  pattern: /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
  allowed: '1 to 64 of letters, digits and "_", not starting with a digit',
};
/** What opaque tokens start with: not with what starts a JWT or a proxy token, nor with a part of the latter. */
export const TOKEN_PREFIX_RULE: NameRule = {
  pattern: /^(?!e[w-z0-9_-])(?!gth?$)(?!gth_)[A-Za-z0-9_~+/-]{2,32}$/,
  allowed: '2 to 32 of letters, digits and "_~+/-", unlike the start of a JWT ("ey") or of a proxy token ("gth_")',
};
/** @see RFC 9110, section 5.6.2 */
export const HEADER_RULE: NameRule = {
  pattern: /^[A-Za-z0-9!#$%&'*+.^`|~-]{1,128}$/,
  allowed: '1 to 128 token characters of RFC 9110, without "_"',
};
/** As policies name a header. */
export const HEADER_INPUT_RULE: NameRule = {
  pattern: /^[a-z0-9!#$%&'*+.^`|~-]{1,128}$/,
  allowed: '1 to 128 token characters of RFC 9110 in lower case, without "_"',
};
export const PARAMETER_RULE: NameRule = {
  pattern: /^[A-Za-z0-9_.~-]{1,128}$/,
  allowed: '1 to 128 of letters, digits and -._~',
};
/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html, read 24 November 2026 */
export const STAGE_RULE: NameRule = {
  pattern: /^[A-Za-z0-9_-]{1,128}$/,
  allowed: '1 to 128 of letters, digits, "-" and "_"',
};

/** @throws ConfigurationError for a name that is a token or breaks the rule. */
export function assertName(place: Place, what: string, name: string, rule: NameRule): void {
  assertConcrete(place, what, name);
  assertConfiguration(rule.pattern.test(name), place, {
    what,
    given: name,
    allowed: rule.allowed,
    remedy: 'Rename it.',
  });
}

/** A construct id as an API's id: `GitHubApi` becomes `git-hub-api`. */
export function kebabCase(id: string): string {
  return id
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
}
