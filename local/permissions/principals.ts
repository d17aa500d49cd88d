/** Whom a statement of a resource's policy is for, services and federated users left out. */
export interface Principals {
  /** Everybody. */
  readonly all: boolean;
  /** Account ids whose administrators may decide by policies of their own. */
  readonly accounts: readonly string[];
  /** ARNs of roles. */
  readonly arns: readonly string[];
}

/** How a statement of a resource's policy meets a caller. */
export type PrincipalMatch = 'itself' | 'account' | 'no';

const ROOT = /^arn:[^:]+:iam::([0-9]{12}):root$/;
const ACCOUNT = /^[0-9]{12}$/;

/**
 * @param refuse told what the twin cannot evaluate.
 * @returns `undefined` where a statement is for services or federated users only.
 */
export function readPrincipals(value: unknown, refuse: (fault: string) => never): Principals | undefined {
  if (value === '*') return { all: true, accounts: [], arns: [] };
  if (typeof value !== 'object' || value === null) return refuse('is absent or not an object');
  const named = (value as Record<string, unknown>)['AWS'];
  if (named === undefined) return undefined;
  const names = (Array.isArray(named) ? named : [named]).map(String);
  const accounts = names.flatMap((name) => ROOT.exec(name)?.[1] ?? (ACCOUNT.test(name) ? [name] : []));
  const arns = names.filter((name) => name.startsWith('arn:') && !ROOT.test(name));
  const other = arns.find((arn) => !/^arn:[^:]+:iam::[0-9]{12}:(role|user)\//.test(arn) || arn.includes('*'));
  if (other !== undefined) return refuse(`names ${other}; the twin knows accounts, roles and *`);
  return { all: names.includes('*'), accounts, arns };
}

/**
 * An account in a policy stands for what the account's own policies permit, not for each of its roles; in a Deny it
 * stands for all of them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html (2026-11-24)
 */
export function matchPrincipal(principals: Principals, roleArn: string): PrincipalMatch {
  if (principals.all || principals.arns.includes(roleArn)) return 'itself';
  return principals.accounts.includes(roleArn.split(':')[4] ?? '') ? 'account' : 'no';
}
