import type { Command } from 'commander';
import { type TenantRecord, tenantKey } from '../../../lambda/contract/registry-records';
import type { OperationsOutput } from '../../../lambda/contract/operations-output';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { findDrift } from '../../../lambda/domain/manage/drift';
import { allTenantNames } from '../../../lambda/domain/manage/list-users';
import { findTenant } from '../../../lambda/domain/manage/manage-tenant';
import { ownerOf } from '../../../lambda/domain/ownership';
import { tenantReference } from '../../../lambda/domain/reference';
import { gatewayCommand } from '../gateway-command';

export function tenantsListCommand(): Command {
  return gatewayCommand<{ readonly drift: boolean }>('list', {
    description: 'List tenants, declared and made by hand.',
    examples: [
      ['gatehouse tenants list --twin', 'all tenants'],
      ['gatehouse tenants list --drift --stack Gateway', 'which declared ones are not as the release in force says'],
    ],
    configure: (command) => command.option('--drift', 'compare with the release in force', false),
    run: async ({ gateway: { ports, facts }, options: { drift } }) => {
      const names = await readDeclaredNames(ports.managed);
      const all = await allTenantNames(ports.managed, names);
      const records = await ports.managed.readTenants(all.map((name) => tenantKey(tenantReference(name))));
      const drifts = drift ? await findDrift(ports.managed, names) : [];
      const tenants = all.map((tenant, index) => ({
        ...viewTenant(records[index] ?? { tenant, status: 'active', declared: false, policies: {} }, facts),
        ...(drift && {
          drift: drifts.find(({ kind, name }) => kind === 'tenant' && name === tenant)?.differences ?? [],
        }),
      }));
      return { value: { tenants }, tables: [tableOf(tenants, drift)] };
    },
  });
}

export function tenantsShowCommand(): Command {
  return gatewayCommand('show', {
    description: 'Show one tenant.',
    examples: [['gatehouse tenants show acme --twin', 'its status, plan and policies']],
    configure: (command) => command.argument('<tenant>', 'its name'),
    run: async ({ gateway: { ports, facts }, args: [tenant = ''] }) => {
      const view = viewTenant(await findTenant(ports, tenant), facts);
      return { value: { tenant: view }, tables: [tableOf([view], false)] };
    },
  });
}

interface TenantView {
  readonly tenant: string;
  readonly status: string;
  readonly managedBy: string;
  readonly plan?: string;
  readonly keyId?: string;
  readonly ownPolicies: boolean;
  readonly drift?: readonly string[];
}

function viewTenant(record: TenantRecord, { plans }: OperationsOutput): TenantView {
  const { tenant, status, planId, meteringKeyId, policies } = record;
  const plan = Object.entries(plans).find(([, id]) => id === planId)?.[0] ?? planId;
  return {
    tenant,
    status,
    managedBy: ownerOf(record),
    ...(plan === undefined ? {} : { plan }),
    ...(meteringKeyId === undefined ? {} : { keyId: meteringKeyId }),
    ownPolicies: Object.keys(policies).length > 0,
  };
}

function tableOf(tenants: readonly TenantView[], drift: boolean) {
  return {
    head: ['TENANT', 'STATUS', 'BY', 'PLAN', 'OWN POLICIES', ...(drift ? ['DRIFT'] : [])],
    rows: tenants.map((view) => [
      view.tenant,
      view.status,
      view.managedBy,
      view.plan ?? '-',
      view.ownPolicies ? 'yes' : 'no',
      ...(drift ? [view.drift?.join(', ') || '-'] : []),
    ]),
  };
}
