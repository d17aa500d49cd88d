import type { IssuerDocument, ProxyDocument } from '../contract/proxy-document';
import type { ReasonCode } from '../contract/reason';
import type { Credential } from './credential';
import { identifiedSubject } from './identified-subject';
import { refuseIntrospected } from './introspection';
import { refuseClaims, unexpired } from './jwt-claims';
import type { UnverifiedJwt } from './jwt-form';
import { isAcceptedHeader } from './jwt-header';
import { issuerOfOpaque } from './opaque-token';
import type { Clock, JwtVerifier, SnapshotKeys, TokenIntrospector } from './ports';
import type { Premise } from './premise';
import type { IdentifiedSubject } from './principal';

export type Identification =
  | {
      readonly ok: true;
      readonly subject: IdentifiedSubject;
      /** Left out = it must be identified anew each time. */
      readonly premises?: readonly Premise[];
    }
  | {
      readonly ok: false;
      readonly reason: ReasonCode;
      /** For audit: `jwt:<issuer id>` where the issuer is known. */
      readonly credential?: string;
    };

export interface IdentityPorts {
  readonly verifier: JwtVerifier;
  readonly introspector: TokenIntrospector;
  readonly clock: Clock;
}

/** A proxy token names where its record is; whether it opens anything, only the record tells. */
export function identifyProxyToken(credential: Extract<Credential, { kind: 'proxyToken' }>): IdentifiedSubject {
  return {
    keys: credential.ids,
    credential: 'proxyToken',
    credentialId: credential.ids.tokenId,
    proxyToken: credential.text,
  };
}

/** The same of an API Gateway key. @param owner where its records should be. */
export function identifyApiKey(
  text: string,
  ref: string,
  owner: Pick<SnapshotKeys, 'tenantRef' | 'userRef'>,
): IdentifiedSubject {
  return { keys: { ...owner, apiKeyRef: ref }, credential: 'apiKey', credentialId: '-', apiKey: text };
}

/**
 * Verifies a JWT of canonical form: its header, its signature by the keys of the issuer that it names, its claims, in
 * this order; and maps it to a subject.
 *
 * @throws DependencyFault where the issuer's keys cannot be had.
 */
export async function identifyJwt(
  jwt: UnverifiedJwt,
  proxy: ProxyDocument,
  ports: Pick<IdentityPorts, 'verifier' | 'clock'>,
): Promise<Identification> {
  const issuer = proxy.issuers.find((candidate) => candidate.issuer === jwt.claims.iss);
  if (issuer === undefined) {
    return { ok: false, reason: 'jwt_issuer' };
  }
  const refused = (reason: ReasonCode): Identification => ({ ok: false, reason, credential: `jwt:${issuer.id}` });
  if (!isAcceptedHeader(jwt.header, issuer)) {
    return refused('jwt_header');
  }
  const verification = await ports.verifier.verify(jwt, issuer);
  if (!verification.ok) {
    return refused(verification.reason);
  }
  const reason = refuseClaims(jwt.claims, issuer, ports.clock.now());
  const subject = reason === undefined ? subjectOf(jwt, issuer) : undefined;
  if (subject === undefined) {
    return refused(reason ?? 'jwt_claims');
  }
  const { premise } = verification;
  return { ok: true, subject, ...(premise === undefined ? {} : { premises: [premise, unexpired(jwt.claims)] }) };
}

/** What an issuer's terms make of claims does not change. */
const subjects = new WeakMap<object, { readonly issuer: IssuerDocument; readonly subject: IdentifiedSubject }>();

function subjectOf({ claims }: UnverifiedJwt, issuer: IssuerDocument): IdentifiedSubject | undefined {
  const known = subjects.get(claims);
  if (known?.issuer === issuer) {
    return known.subject;
  }
  const subject = identifiedSubject(claims, issuer, 'jwt');
  if (subject !== undefined) {
    subjects.set(claims, { issuer, subject });
  }
  return subject;
}

/**
 * Asks the issuer that an opaque token belongs to about it, checks what it says, and maps it to a subject.
 *
 * @throws DependencyFault where the issuer does not answer, or the proxy's own secret cannot be had.
 */
export async function identifyOpaque(
  text: string,
  proxy: ProxyDocument,
  { introspector, clock }: IdentityPorts,
): Promise<Identification> {
  const issuer = issuerOfOpaque(text, proxy.opaqueIssuers ?? []);
  if (issuer === undefined) {
    return { ok: false, reason: 'jwt_malformed' };
  }
  const refused = (reason: ReasonCode): Identification => ({ ok: false, reason, credential: `opaque:${issuer.id}` });
  const answer = await introspector.introspect(text, issuer);
  if (!answer.active) {
    return refused('opaque_inactive');
  }
  const reason = refuseIntrospected(answer.claims, issuer, clock.now());
  const subject = reason === undefined ? identifiedSubject(answer.claims, issuer, 'opaque') : undefined;
  return subject === undefined ? refused(reason ?? 'opaque_claims') : { ok: true, subject };
}
