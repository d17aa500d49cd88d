/** The header that callers send their credential in. */
export enum CredentialHeader {
  /** `Authorization: Bearer`, with a proxy token or an issuer's. */
  AUTHORIZATION = 'Authorization',
  /** `x-api-key`, with a proxy token. */
  API_KEY = 'x-api-key',
}
