import type { IssuerTerms } from '../contract/proxy-document';
import { mapFederatedSubject } from './federated-subject';
import type { FederatedSubject, IdentifiedSubject } from './principal';
import { federatedUserReference, revocationReference, tenantReference, userReference } from './reference';
import { tokenActor } from './token-actor';

/**
 * Names the subject of a verified token, and where its items are.
 *
 * @param credential what carried the claims.
 * @returns `undefined` where a claim that is needed is missing or not allowed.
 */
export function identifiedSubject(
  claims: Readonly<Record<string, unknown>>,
  issuer: IssuerTerms,
  credential: FederatedSubject['credential'],
): IdentifiedSubject | undefined {
  const federated = mapFederatedSubject(claims, issuer);
  const { jti, exp } = claims;
  const actor = tokenActor(claims.act, issuer);
  if (federated === undefined || actor === false || (jti !== undefined && typeof jti !== 'string')) {
    return undefined;
  }
  const { tenant, user, mapped } = federated;
  const [namespace, name] = [user.slice(0, user.indexOf('|')), user.slice(user.indexOf('|') + 1)];
  return {
    keys: {
      tenantRef: tenantReference(tenant),
      userRef: mapped === undefined ? federatedUserReference(tenant, namespace, name) : userReference(tenant, mapped),
      ...(jti === undefined ? {} : { jwtRef: revocationReference('jwt', issuer.issuer, jti) }),
      // A client and a user of one name are revoked as one: whoever revokes the name may mean either.
      subjectRef: revocationReference('subject', issuer.issuer, name),
      ...(actor === undefined ? {} : { actorRef: revocationReference('subject', actor.issuer, actor.subject) }),
    },
    credential: `${credential}:${issuer.id}`,
    credentialId: jti ?? '-',
    federated: { ...federated, credential, ...(actor === undefined ? {} : { actor: actor.name }) },
    ...(typeof exp === 'number' ? { expiresAt: exp } : {}),
    sender: { confirmation: claims.cnf, issuer: issuer.senderConstraint },
  };
}
