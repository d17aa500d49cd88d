/** What a name may look like, as a pattern and in words. */
export interface NamePattern {
  readonly pattern: RegExp;
  readonly allowed: string;
}

/** Tenants: without "/", which parts tenant and user in a principal's id. */
export const TENANT_NAME: NamePattern = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._@+=-]{0,127}$/,
  allowed: '1 to 128 of letters, digits and ._@+=-, starting with a letter or digit',
};
/** Proxy users: without "|", which marks federated subjects. */
export const USER_NAME: NamePattern = TENANT_NAME;
export const ROLE_NAME: NamePattern = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._:@+=/-]{0,127}$/,
  allowed: '1 to 128 of letters, digits and ._:@+=/-, starting with a letter or digit',
};
/**
 * What the authorizer accepts of a token.
 *
 * @see OpenID Connect Core 1.0, section 2: at most 255 ASCII characters
 */
export const SUBJECT_NAME: NamePattern = {
  pattern: /^(?! )[\x20\x21\x23-\x5b\x5d-\x7e]{1,255}(?<! )$/,
  allowed: '1 to 255 printable ASCII characters without quote and backslash, no space at either end',
};
/** Whom to ask, and what for: it stands in tables and messages. */
export const NOTE_TEXT: NamePattern = {
  pattern: /^(?!\s)[^\p{C}]{1,256}(?<!\s)$/u,
  allowed: '1 to 256 characters on one line, no space at either end',
};
/** Most ranges of a user: it is read on every request. */
export const SOURCES_LIMIT = 32;
