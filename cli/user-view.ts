import type { OperationsOutput } from '../lambda/contract/operations-output';
import type { UserRecord } from '../lambda/contract/registry-records';
import { ownerOf } from '../lambda/domain/ownership';

/** A user as it is printed; nothing in it opens anything. */
export interface UserView {
  readonly name: string;
  readonly tenant: string;
  readonly user: string;
  readonly status: string;
  /** Who stands for it: `stack`, `operator`, or `nobody`. */
  readonly managedBy: string;
  readonly roles: readonly string[];
  readonly plan?: string;
  readonly metering: 'own' | 'tenant' | 'adopted';
  readonly kind?: string;
  readonly owner?: string;
  readonly purpose?: string;
  readonly expiresAt?: string;
  readonly sources?: readonly string[];
  readonly federated?: { readonly issuerId: string; readonly subject: string };
  readonly keyId?: string;
  readonly adoptedKeyId?: string;
  /** Whether its creation stopped half-way: run it again. */
  readonly unfinished?: boolean;
  /** What differs from the release in force; only where asked for. */
  readonly drift?: readonly string[];
}

export function viewUser(record: UserRecord, { plans }: OperationsOutput, drift?: readonly string[]): UserView {
  const { tenant, user, status, roles, kind, owner, purpose, expiresAt, sources, federated } = record;
  const planId = record.planId ?? record.adoptedKey?.planId;
  const plan = Object.entries(plans).find(([, id]) => id === planId)?.[0] ?? planId;
  const own = record.meteringKey === undefined ? 'tenant' : 'own';
  return {
    name: `${tenant}/${user}`,
    tenant,
    user,
    status,
    managedBy: ownerOf(record),
    roles,
    ...(plan === undefined ? {} : { plan }),
    metering: record.adoptedKey !== undefined && record.meteringKey === undefined ? 'adopted' : own,
    ...(kind === undefined ? {} : { kind }),
    ...(owner === undefined ? {} : { owner }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
    ...(sources === undefined ? {} : { sources }),
    ...(federated === undefined ? {} : { federated }),
    ...(record.meteringKeyId === undefined ? {} : { keyId: record.meteringKeyId }),
    ...(record.adoptedKey === undefined ? {} : { adoptedKeyId: record.adoptedKey.keyId }),
    ...(record.creating === true ? { unfinished: true } : {}),
    ...(drift === undefined ? {} : { drift }),
  };
}

/** Columns of a table of users. */
export function tableOfUsers(views: readonly UserView[]) {
  const drift = views.some((view) => view.drift !== undefined);
  return {
    head: ['USER', 'STATUS', 'BY', 'ROLES', 'PLAN', 'OWNER', 'EXPIRES', ...(drift ? ['DRIFT'] : [])],
    rows: views.map((view) => [
      view.name,
      view.unfinished === true ? `${view.status}, unfinished` : view.status,
      view.managedBy,
      view.roles.join(', ') || '-',
      view.plan ?? view.metering,
      view.owner ?? '-',
      view.expiresAt ?? '-',
      ...(drift ? [view.drift?.join(', ') || '-'] : []),
    ]),
  };
}
