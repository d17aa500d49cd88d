import { type aws_cognito as cognito, Stack, Token } from 'aws-cdk-lib';
import type {
  CertificateIssuerDocument,
  IssuerDocument,
  IssuerTerms,
  OpaqueIssuerDocument,
} from '../lambda/contract/proxy-document';
import type { Audience } from './audience';
import type { Claim } from './claim';
import { ClaimValue } from './claim-value';
import type { ClientCertificateIssuerOptions } from './client-certificate-issuer-options';
import type { CredentialSecret } from './credential-secret';
import type { IntrospectionIssuerOptions } from './introspection-issuer-options';
import { assertAuthorities, assertCertificateFields, certificateTerms } from './private/certificate-terms';
import type { DeployTimeValues } from './private/deploy-time-values';
import { assertName, ID_RULE, TENANT_RULE, TOKEN_PREFIX_RULE } from './private/names';
import { assertOutboundUrl } from './private/outbound-url';
import { assertMappings } from './private/subject-mappings';
import { assertConfiguration } from './private/validation';
import type { SenderConstraint } from './sender-constraint';
import type { SubjectMapping } from './subject-mapping';

/** Signature algorithms that can be accepted; HMAC and `none` never are. */
export enum SignatureAlgorithm {
  RS256 = 'RS256',
  RS384 = 'RS384',
  RS512 = 'RS512',
  ES256 = 'ES256',
  ES384 = 'ES384',
  ES512 = 'ES512',
  EDDSA = 'EdDSA',
}

/** Which of Cognito's tokens are accepted. */
export enum TokenUse {
  ACCESS = 'access',
  ID = 'id',
}

/** What every issuer says about itself. */
export interface IssuerOptions {
  /** Name inside the proxy, part of federated principals' names: 1–64 of `a-z 0-9 -`, starting with a letter. */
  readonly name: string;
  /** The tenant of its principals: a claim or one fixed value. */
  readonly tenant: ClaimValue;
  /**
   * Roles of its principals.
   *
   * @default - Cognito: the claim `cognito:groups`; others: none
   */
  readonly roles?: ClaimValue;
  /**
   * Claim that names the subject. It must never be given to somebody else later.
   *
   * @default 'sub'
   */
  readonly subjectClaim?: string;
  /**
   * Whether a token without the subject claim names its client (`client_id`, else `azp`) for one, as tokens of services
   * do (client credentials). Policies call it `<issuer>.client|<client>`, so that it is never taken for a user.
   *
   * @default false
   */
  readonly clientAsSubject?: boolean;
  /**
   * Claims that policies may read.
   *
   * @default - none
   */
  readonly claims?: Claim[];
  /**
   * Scopes that every token must carry.
   *
   * @default - none
   */
  readonly scopes?: string[];
  /**
   * How its tokens are bound to their senders.
   *
   * @default - a token that is bound to a certificate needs it, one that is bound to a key (DPoP) is refused
   */
  readonly senderConstraint?: SenderConstraint;
  /**
   * Subjects that are proxy users.
   *
   * @default - none, save those that a `ProxyUser` names as its `federated` subject
   */
  readonly subjectMappings?: SubjectMapping[];
  /**
   * Whether a subject that no mapping speaks of is refused.
   *
   * @default false - it is a federated subject
   */
  readonly requireMapping?: boolean;
}

/** An OIDC issuer. */
export interface OidcIssuerOptions extends IssuerOptions {
  /** Exact value of `iss`, an `https` URL. */
  readonly issuerUrl: string;
  /** Accepted `aud` values. */
  readonly audience: Audience;
  /**
   * Where its keys are, an `https` URL. It is not looked up from the issuer's discovery document: the function must
   * not follow an address that can change between two deploys.
   *
   * @default - `{issuerUrl}/.well-known/jwks.json`
   */
  readonly jwksUri?: string;
  /**
   * Accepted `client_id` or `azp` values.
   *
   * @default - not looked at
   */
  readonly clientIds?: string[];
  /**
   * Accepted signature algorithms.
   *
   * @default - RS256
   */
  readonly algorithms?: SignatureAlgorithm[];
  /**
   * Accepted `typ` header values.
   *
   * @default - `jwt`, `at+jwt` or none
   */
  readonly types?: string[];
}

/** An AWS account whose outbound web identity federation is enabled. */
export interface AwsIssuerOptions extends IssuerOptions {
  /** The account's own issuer, as `iam:EnableOutboundWebIdentityFederation` answered: an `https` URL. */
  readonly issuerUrl: string;
  /** Accepted `aud` values: what callers ask for as `Audience`. */
  readonly audience: Audience;
}

/** A Cognito user pool as an issuer. */
export interface CognitoIssuerOptions extends IssuerOptions {
  readonly userPool: cognito.IUserPool;
  /** Accepted app clients: `client_id` of access tokens, `aud` of id tokens. One at least. */
  readonly clientIds: string[];
  /**
   * Which tokens are accepted.
   *
   * @default TokenUse.ACCESS
   */
  readonly tokenUse?: TokenUse;
  /**
   * Accepted `aud` values of access tokens that are bound to a resource.
   *
   * @default - the audience of access tokens is not looked at, their client is
   */
  readonly audience?: Audience;
}

/** Somebody whose tokens the proxy accepts. */
export class Issuer {
  /** Any OIDC issuer whose keys are public. */
  public static oidc(options: OidcIssuerOptions): Issuer {
    const place = `Issuer "${options.name}"`;
    assertOutboundUrl(place, 'issuerUrl', options.issuerUrl, false);
    if (options.jwksUri !== undefined) {
      assertOutboundUrl(place, 'jwksUri', options.jwksUri, false);
    }
    return new Issuer(options, {
      issuer: options.issuerUrl,
      jwksUri: options.jwksUri ?? jwksBelow(options.issuerUrl),
      audiences: options.audience._values,
      clientIds: options.clientIds ?? [],
      algorithms: options.algorithms ?? [SignatureAlgorithm.RS256],
      types: (options.types ?? []).map((type) => type.toLowerCase()),
      roles: (options.roles ?? ClaimValue.none())._source,
    });
  }

  /** A Cognito user pool of this or another account and region. */
  public static cognito(options: CognitoIssuerOptions): Issuer {
    const { userPool, tokenUse = TokenUse.ACCESS } = options;
    const place = `Issuer "${options.name}"`;
    assertConfiguration(options.clientIds.length > 0, place, {
      what: 'clientIds',
      given: options.clientIds,
      allowed: 'one app client id or more',
      remedy: 'Name the app clients whose users may call; every client of the pool could otherwise.',
    });
    assertConfiguration(options.audience === undefined || tokenUse === TokenUse.ACCESS, place, {
      what: 'audience',
      given: tokenUse,
      allowed: 'an audience beside tokenUse ACCESS only',
      remedy: 'Leave it out: the audience of an id token is its app client.',
    });
    const { region, urlSuffix } = { region: userPool.env.region, urlSuffix: Stack.of(userPool).urlSuffix };
    const issuer = `https://cognito-idp.${region}.${urlSuffix}/${userPool.userPoolId}`;
    return new Issuer(options, {
      issuer,
      jwksUri: jwksBelow(issuer),
      audiences: tokenUse === TokenUse.ID ? options.clientIds : (options.audience?._values ?? []),
      clientIds: tokenUse === TokenUse.ID ? [] : options.clientIds,
      tokenUse,
      algorithms: [SignatureAlgorithm.RS256],
      types: [],
      roles: (options.roles ?? ClaimValue.claim('cognito:groups'))._source,
    });
  }

  /**
   * Callers with an AWS identity: a role of an account gets a JWT of its own by `sts:GetWebIdentityToken` and calls with
   * that. Its subject is the role's ARN.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound.html
   */
  public static aws(options: AwsIssuerOptions): Issuer {
    return Issuer.oidc({ ...options, algorithms: [SignatureAlgorithm.ES384, SignatureAlgorithm.RS256] });
  }

  /**
   * An issuer of opaque tokens, which is asked about each of them (RFC 7662) and believed for 30 seconds. Where it does
   * not answer, callers with such a token get 503.
   *
   * Its tokens are 16 to 4,096 characters of RFC 6750's alphabet without two or four dots, which would be a JWT.
   */
  public static introspection(options: IntrospectionIssuerOptions): Issuer {
    const { issuerUrl, introspectionUrl, clientId, clientSecret, tokenPrefix } = options;
    const place = `Issuer "${options.name}"`;
    assertOutboundUrl(place, 'issuerUrl', issuerUrl, false);
    assertOutboundUrl(place, 'introspectionUrl', introspectionUrl, false);
    if (tokenPrefix !== undefined) {
      assertName(place, 'tokenPrefix', tokenPrefix, TOKEN_PREFIX_RULE);
    }
    const specific = {
      issuer: issuerUrl,
      introspectionUrl,
      clientId,
      audiences: options.audience._values,
      clientIds: options.clientIds ?? [],
      roles: (options.roles ?? ClaimValue.none())._source,
      ...(tokenPrefix === undefined ? {} : { tokenPrefix }),
      ...(clientSecret._field === undefined ? {} : { secretField: clientSecret._field }),
    };
    return new Issuer(options, specific, clientSecret);
  }

  /**
   * Authorities whose client certificates name their holders, for callers without any token: `domainName.mtls` asks for
   * certificates, and its truststore may hold more authorities than these. A certificate beside a token is no identity;
   * the token is.
   *
   * API Gateway verifies the handshake and the path. The proxy verifies that one of these authorities signed the
   * certificate, its time, that it is for clients, and what it says. Nobody asks an authority what it has revoked:
   * revoke the subject, or the certificate by its serial number.
   */
  public static clientCertificates(options: ClientCertificateIssuerOptions): Issuer {
    const { name, authorities } = options;
    const place = `Issuer "${name}"`;
    assertAuthorities(place, authorities);
    assertCertificateFields(place, options);
    const terms = certificateTerms(place, options);
    const roles = (terms.roles ?? ClaimValue.none())._source;
    return new Issuer(terms, { issuer: name, authorities, audiences: [], clientIds: [], roles });
  }

  /** Name inside the proxy. */
  public readonly name: string;
  /** @internal */
  public readonly _clientSecret: CredentialSecret | undefined;
  /** @internal */
  public readonly _mappings: readonly SubjectMapping[];
  private readonly document: DeclaredIssuer;

  private constructor(options: IssuerOptions, specific: SpecificIssuer, clientSecret?: CredentialSecret) {
    const place = `Issuer "${options.name}"`;
    const tenant = options.tenant._source;
    assertName(place, 'name', options.name, ID_RULE);
    assertConfiguration(tenant.kind === 'claim' || (tenant.kind === 'fixed' && tenant.values.length === 1), place, {
      what: 'tenant',
      given: tenant,
      allowed: 'ClaimValue.claim(name) or ClaimValue.fixed(tenant) with one tenant',
      remedy: 'Say which tenant a principal of this issuer belongs to.',
    });
    if (tenant.kind === 'fixed') {
      assertName(place, 'tenant', tenant.values[0] as string, TENANT_RULE);
    }
    for (const [what, list] of Object.entries({ audience: specific.audiences, clientIds: specific.clientIds })) {
      assertConfiguration(!Token.isUnresolved(list), place, {
        what,
        given: 'a list known only at deploy time',
        allowed: 'a list whose length is known at synth; its items may be CDK tokens',
        remedy: 'Write the list out, or take its items with Fn.select.',
      });
    }
    assertMappings(place, options);
    this.name = options.name;
    this._mappings = options.subjectMappings ?? [];
    this._clientSecret = clientSecret;
    this.document = {
      id: options.name,
      ...specific,
      scopes: options.scopes ?? [],
      subjectClaim: options.subjectClaim ?? 'sub',
      ...(options.clientAsSubject === true && { clientAsSubject: true }),
      ...(options.subjectMappings && { subjectRules: options.subjectMappings.map((mapping) => mapping._document) }),
      ...(options.requireMapping === true && { mappedOnly: true }),
      tenant,
      claims: (options.claims ?? []).map((claim) => claim._document),
      ...(options.senderConstraint && { senderConstraint: options.senderConstraint._document }),
    };
  }

  /**
   * The issuer as the proxy document has it. Its addresses always come with the deploy, so that the same assembly can
   * be run against another issuer.
   *
   * @param secretArn of the secret that it was bound to, if any.
   *
   * @internal
   */
  public _render(
    values: DeployTimeValues,
    secretArn: string | undefined,
  ): IssuerDocument | OpaqueIssuerDocument | CertificateIssuerDocument {
    const place = `issuer/${this.name}`;
    const address = (name: string, url: string): string => values.add(`${place}/${name}`, url);
    const { document } = this;
    if ('authorities' in document) {
      return values.replaceTokens(document, place);
    }
    const issuer = address('issuer', document.issuer);
    const located =
      'jwksUri' in document
        ? { ...document, issuer, jwksUri: address('jwksUri', document.jwksUri) }
        : {
            ...document,
            issuer,
            introspectionUrl: address('introspectionUrl', document.introspectionUrl),
            secretArn: address('secretArn', String(secretArn)),
          };
    return values.replaceTokens(located, place);
  }

  /** @internal */
  public get _document(): DeclaredIssuer {
    return this.document;
  }
}

type OpaqueIssuer = Omit<OpaqueIssuerDocument, 'secretArn'>;
type DeclaredIssuer = IssuerDocument | OpaqueIssuer | CertificateIssuerDocument;
type Specific<T extends IssuerTerms> = Omit<
  T,
  'id' | 'scopes' | 'subjectClaim' | 'tenant' | 'claims' | 'senderConstraint'
>;
type SpecificIssuer =
  | Specific<IssuerDocument>
  | Specific<CertificateIssuerDocument>
  | (Omit<OpaqueIssuer, keyof IssuerTerms> & Specific<IssuerTerms>);

function jwksBelow(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`;
}
