import type { IssuerDocument, ProxyDocument } from '../contract/proxy-document';
import type { ReasonCode } from '../contract/reason';
import type { Credential } from './credential';
import { mapFederatedSubject } from './federated-subject';
import { refuseClaims } from './jwt-claims';
import type { UnverifiedJwt } from './jwt-form';
import { isAcceptedHeader } from './jwt-header';
import type { Clock, JwtVerifier } from './ports';
import type { IdentifiedSubject } from './principal';
import { federatedUserReference, revocationReference, tenantReference } from './reference';

export type Identification =
  | { readonly ok: true; readonly subject: IdentifiedSubject }
  | {
      readonly ok: false;
      readonly reason: ReasonCode;
      /** For audit: `jwt:<issuer id>` where the issuer is known. */
      readonly credential?: string;
    };

export interface IdentityPorts {
  readonly verifier: JwtVerifier;
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

/**
 * Verifies a JWT of canonical form: its header, its signature by the keys of the issuer that it names, its claims, in
 * this order; and maps it to a subject.
 *
 * @throws DependencyFault where the issuer's keys cannot be had.
 */
export async function identifyJwt(
  jwt: UnverifiedJwt,
  proxy: ProxyDocument,
  ports: IdentityPorts,
): Promise<Identification> {
  const issuer = proxy.issuers.find((candidate) => candidate.issuer === jwt.claims.iss);
  if (issuer === undefined) {
    return { ok: false, reason: 'jwt_issuer' };
  }
  const credential = `jwt:${issuer.id}`;
  const reason = await refuseJwt(jwt, issuer, ports);
  if (reason !== undefined) {
    return { ok: false, reason, credential };
  }
  const federated = mapFederatedSubject(jwt.claims, issuer);
  const { jti } = jwt.claims;
  if (federated === undefined || (jti !== undefined && typeof jti !== 'string')) {
    return { ok: false, reason: 'jwt_claims', credential };
  }
  const { tenant, user } = federated;
  const name = user.slice(issuer.id.length + 1);
  return {
    ok: true,
    subject: {
      keys: {
        tenantRef: tenantReference(tenant),
        userRef: federatedUserReference(tenant, issuer.id, name),
        ...(jti === undefined ? {} : { jwtRef: revocationReference('jwt', issuer.issuer, jti) }),
        subjectRef: revocationReference('subject', issuer.issuer, name),
      },
      credential,
      credentialId: jti ?? '-',
      federated,
    },
  };
}

async function refuseJwt(
  jwt: UnverifiedJwt,
  issuer: IssuerDocument,
  { verifier, clock }: IdentityPorts,
): Promise<ReasonCode | undefined> {
  if (!isAcceptedHeader(jwt.header, issuer)) {
    return 'jwt_header';
  }
  const verification = await verifier.verify(jwt.text, issuer);
  return verification.ok ? refuseClaims(jwt.claims, issuer, clock.now()) : verification.reason;
}
