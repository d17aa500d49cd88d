/** What all protected APIs of one access proxy share: its issuers and the claims that policies may read. */
export interface ProxyDocument {
  readonly version: 1;
  readonly issuers: readonly IssuerDocument[];
}

/** An issuer whose JWTs are accepted. */
export interface IssuerDocument {
  /** Name inside the proxy: 1–64 of `a-z 0-9 -`, starting with a letter. */
  readonly id: string;
  /** Exact `iss`. */
  readonly issuer: string;
  /** Where its keys are, `https` only. */
  readonly jwksUri: string;
  /** Accepted `aud` values; empty only where the check was switched off by an explicit word. */
  readonly audiences: readonly string[];
  /** Accepted `client_id` or `azp` values; empty = not looked at. */
  readonly clientIds: readonly string[];
  /** Cognito's `token_use`; left out for other issuers. */
  readonly tokenUse?: 'access' | 'id';
  /** Signature algorithms, from {@link SIGNATURE_ALGORITHMS}. */
  readonly algorithms: readonly string[];
  /** Accepted `typ` header values, lower case; empty = `jwt`, `at+jwt` or none. */
  readonly types: readonly string[];
  /** Scopes that every token must carry. */
  readonly scopes: readonly string[];
  /** Claim that names the subject. */
  readonly subjectClaim: string;
  readonly tenant: ValueSource;
  readonly roles: ValueSource;
  /** Claims that policies may read as `context.claims.<name>`. */
  readonly claims: readonly ClaimDocument[];
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
