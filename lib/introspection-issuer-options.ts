import type { Audience } from './audience';
import type { CredentialSecret } from './credential-secret';
import type { IssuerOptions } from './issuer';

/** An issuer that is asked about each of its tokens. */
export interface IntrospectionIssuerOptions extends IssuerOptions {
  /** Exact value of `iss`, an `https` URL; an answer without `iss` is accepted. */
  readonly issuerUrl: string;
  /** Where tokens are asked about, an `https` URL. */
  readonly introspectionUrl: string;
  /** The proxy's own client id at the issuer. */
  readonly clientId: string;
  /** Holds the proxy's own client secret; the authorizer may read it. Until it is filled, these tokens are answered 503. */
  readonly clientSecret: CredentialSecret;
  /** Accepted `aud` values. */
  readonly audience: Audience;
  /**
   * Accepted `client_id` values of tokens.
   *
   * @default - not looked at
   */
  readonly clientIds?: string[];
  /**
   * What its tokens start with: 2 to 32 characters. Needed where a proxy has several such issuers.
   *
   * @default - it is asked about every token that is no JWT, no proxy token, and starts with no other issuer's prefix
   */
  readonly tokenPrefix?: string;
}
