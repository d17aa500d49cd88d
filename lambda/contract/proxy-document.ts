/** What all protected APIs of one access proxy share: its issuers and the claims that policies may read. */
export interface ProxyDocument {
  readonly version: 1;
  readonly issuers: readonly IssuerDocument[];
  /** Issuers whose opaque tokens are accepted, each asked about its own; left out = none. */
  readonly opaqueIssuers?: readonly OpaqueIssuerDocument[];
  /** Whether API Gateway keys that were adopted are credentials; left out = no. */
  readonly apiKeysAsCredential?: boolean;
}

/** What every issuer's tokens must say, and whom they name. */
export interface IssuerTerms {
  /** Name inside the proxy: 1–64 of `a-z 0-9 -`, starting with a letter. */
  readonly id: string;
  /** Exact `iss`. */
  readonly issuer: string;
  /** Accepted `aud` values; empty only where the check was switched off by an explicit word. */
  readonly audiences: readonly string[];
  /** Accepted `client_id` or `azp` values; empty = not looked at. */
  readonly clientIds: readonly string[];
  /** Scopes that every token must carry. */
  readonly scopes: readonly string[];
  /** Claim that names the subject. */
  readonly subjectClaim: string;
  /** Whether a token without that claim names its client (`client_id`, else `azp`) for a subject; left out = no. */
  readonly clientAsSubject?: boolean;
  readonly tenant: ValueSource;
  readonly roles: ValueSource;
  /** Claims that policies may read as `context.claims.<name>`. */
  readonly claims: readonly ClaimDocument[];
  /**
   * Which constraint its tokens must have; `accepted` = those that are bound to a DPoP key may be, too. Left out = one
   * that is bound to a certificate needs it, one that is bound to a key is refused.
   */
  readonly senderConstraint?: 'accepted' | 'dpop' | 'mutualTls';
}

/** An issuer whose JWTs are accepted. */
export interface IssuerDocument extends IssuerTerms {
  /** Where its keys are, `https` only. */
  readonly jwksUri: string;
  /** Cognito's `token_use`; left out for other issuers. */
  readonly tokenUse?: 'access' | 'id';
  /** Signature algorithms, from {@link SIGNATURE_ALGORITHMS}. */
  readonly algorithms: readonly string[];
  /** Accepted `typ` header values, lower case; empty = `jwt`, `at+jwt` or none. */
  readonly types: readonly string[];
}

/** An issuer that is asked about each of its tokens. @see RFC 7662 */
export interface OpaqueIssuerDocument extends IssuerTerms {
  /** Where it is asked, `https` only. */
  readonly introspectionUrl: string;
  /** The proxy's own client id at the issuer. */
  readonly clientId: string;
  /** ARN of the secret that holds the proxy's own client secret. */
  readonly secretArn: string;
  /** Member of the secret, where it is a JSON object. */
  readonly secretField?: string;
  /** What its tokens start with; left out only for one issuer of a proxy, which gets what no other takes. */
  readonly tokenPrefix?: string;
}

/** Every issuer of a proxy, whatever its tokens look like. */
export function allIssuers({ issuers, opaqueIssuers = [] }: ProxyDocument): readonly IssuerTerms[] {
  return [...issuers, ...opaqueIssuers];
}

/** Either a claim of the token or one fixed value; `none` only for roles. */
export type ValueSource =
  | { readonly kind: 'claim'; readonly claim: string }
  | { readonly kind: 'fixed'; readonly values: readonly string[] }
  | { readonly kind: 'none' };

export interface ClaimDocument {
  /** Name in policies: `[A-Za-z_][A-Za-z0-9_]*`. */
  readonly name: string;
  /** Name in the token. */
  readonly claim: string;
  readonly type: ClaimType;
}

export type ClaimType = 'String' | 'Long' | 'Bool' | 'StringSet';

/** What aws-jwt-verify verifies; HMAC and `none` are never accepted. */
export const SIGNATURE_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;
