import type { Declarations } from '../contract/declarations';
import { userReferences } from './declared-user';

/** Names stand in Cedar ids, key names and access logs: a tenant's ends at the first slash of `tenant/user`. */
const TENANT_NAME = /^[^/"\\\p{C}]{1,128}$/u;
/** A bar parts issuer and subject in the name of a federated subject: no declared user may be taken for one. */
const USER_NAME = /^[^|"\\\p{C}]{1,256}$/u;

/** What is wrong with declared tenants and users beyond their form. @returns one sentence a problem; empty = nothing. */
export function declarationProblems({ tenants, users }: Pick<Declarations, 'tenants' | 'users'>): string[] {
  return [
    ...[...tenants, ...users]
      .filter(({ tenant }) => !TENANT_NAME.test(tenant))
      .map(
        ({ tenant }) =>
          `Tenant ${JSON.stringify(tenant)}: allowed are 1 to 128 characters without /, ", \\ and controls.`,
      ),
    ...repeated(tenants.map(({ tenant }) => tenant)).map(
      (tenant) => `Tenant ${JSON.stringify(tenant)} is declared twice. Remove one of the two.`,
    ),
    ...users.flatMap(({ tenant, user, expiresAt }) => {
      const name = JSON.stringify(`${tenant}/${user}`);
      return [
        ...(USER_NAME.test(user)
          ? []
          : [`User ${name}: allowed are 1 to 256 characters without |, ", \\ and controls.`]),
        ...(expiresAt === undefined || Number.isFinite(Date.parse(expiresAt))
          ? []
          : [`User ${name} expires at ${JSON.stringify(expiresAt)}; allowed: an ISO 8601 instant.`]),
      ];
    }),
    ...repeated(users.map((user) => JSON.stringify(userReferences(user)))).map((references) => {
      const [{ tenant, user }] = users.filter((other) => JSON.stringify(userReferences(other)) === references) as [
        Declarations['users'][number],
      ];
      return `User ${JSON.stringify(`${tenant}/${user}`)}, or its federated subject, is declared twice. Remove one.`;
    }),
    ...repeated(users.map(({ tenant, user }) => `${tenant}/${user}`)).map(
      (name) => `Two users are called ${JSON.stringify(name)}. Rename one of them: policies could not tell them apart.`,
    ),
  ];
}

function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => {
    const again = seen.has(name);
    seen.add(name);
    return again;
  });
}
