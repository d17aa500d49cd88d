/** What all protected APIs of one access proxy share: its issuers and the claims that policies may read. */
export interface ProxyDocument {
  readonly version: 1;
  readonly issuers: readonly IssuerDocument[];
  /** Issuers whose opaque tokens are accepted, each asked about its own; left out = none. */
  readonly opaqueIssuers?: readonly OpaqueIssuerDocument[];
  /** Whose client certificates name their holders; left out = nobody's. */
  readonly certificateIssuers?: readonly CertificateIssuerDocument[];
  /**
   * How long API Gateway may keep an answer of the authorizer, in seconds: 1 to {@link ANSWER_TTL_LIMIT_SECONDS}; left
   * out = not at all.
   */
  readonly answerTtlSeconds?: number;
  /** Whether API Gateway keys that were adopted are credentials; left out = no. */
  readonly apiKeysAsCredential?: boolean;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html, read 24 November 2026 */
export const ANSWER_TTL_LIMIT_SECONDS = 3_600;

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
  /** Subjects that are proxy users; left out = none. */
  readonly subjectRules?: readonly SubjectRule[];
  /** Whether a subject that no rule speaks of is refused; left out = it is a federated subject. */
  readonly mappedOnly?: boolean;
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

/** Says that whoever a credential with these claims names is one proxy user. It holds where all of it does. */
export interface SubjectRule {
  /** Exact text of each claim, by name. */
  readonly claims: Readonly<Record<string, string>>;
  /** The client that a token must name in place of a subject; left out = it may name whomever it likes. */
  readonly client?: string;
  readonly tenant: string;
  readonly user: string;
}

/**
 * Stands for an issuer's id in the names of its clients: no issuer has such an id, so no client is called like a user,
 * whatever a token claims.
 */
export function clientsOf(issuerId: string): string {
  return `${issuerId}.client`;
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

/**
 * Authorities whose client certificates name their holders. What a certificate says stands for claims, by the names of
 * {@link CERTIFICATE_FIELDS}; its address is its own name, since certificates have none.
 */
export interface CertificateIssuerDocument extends IssuerTerms {
  /** Certificates of the authorities that issue the client certificates themselves, PEM, one each. */
  readonly authorities: readonly string[];
}

/** What a certificate can say of its holder: the first three in its subject, the others in its alternative names. */
export const CERTIFICATE_FIELDS = [
  'commonName',
  'organization',
  'organizationalUnit',
  'dnsName',
  'uri',
  'email',
] as const;
export type CertificateFieldName = (typeof CERTIFICATE_FIELDS)[number];

/** Every issuer whose tokens are sent in a header, whatever they look like. */
export function tokenIssuers({ issuers, opaqueIssuers = [] }: ProxyDocument): readonly IssuerTerms[] {
  return [...issuers, ...opaqueIssuers];
}

/** Every issuer of a proxy, whatever it vouches by. */
export function allIssuers(proxy: ProxyDocument): readonly IssuerTerms[] {
  return [...tokenIssuers(proxy), ...(proxy.certificateIssuers ?? [])];
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
