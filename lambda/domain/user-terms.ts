import type { UserDeclaration } from '../contract/declarations';
import type { UserRecord } from '../contract/registry-records';

/** What is said of a user, by a stack or by somebody with the command line. */
export interface UserTerms extends Omit<UserDeclaration, 'planId' | 'firstTokenSecretArn'> {
  /** Usage plan id that the user's own key is linked to; left out = its tenant's key meters it. */
  readonly planId?: string;
}

/** The part of a user's record that terms alone decide; `undefined` = not said. */
export type TermFields = Pick<
  UserRecord,
  'roles' | 'expiresAt' | 'kind' | 'owner' | 'purpose' | 'sources' | 'federated'
>;

/** @returns terms as a record holds them. */
export function termFields({
  roles,
  expiresAt,
  kind,
  owner,
  purpose,
  sources,
  federated,
}: Omit<UserTerms, 'tenant' | 'user'>): TermFields {
  return {
    roles,
    expiresAt: expiresAt === undefined ? undefined : Date.parse(expiresAt),
    kind,
    owner,
    purpose,
    sources,
    federated,
  };
}

/** Names of the terms in which a record is not as it should be. */
export function termDifferences(stored: UserRecord, terms: UserTerms): string[] {
  const fields = Object.entries(termFields(terms)).filter(([name, value]) => {
    return JSON.stringify(stored[name as keyof UserRecord]) !== JSON.stringify(value);
  });
  return [
    ...(stored.user === terms.user ? [] : ['user']),
    ...fields.map(([name]) => name),
    ...(stored.planId === terms.planId ? [] : ['plan']),
  ];
}
