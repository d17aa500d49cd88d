import type { ManagedPoliciesDocument, ManagedPolicy } from '../../../contract/managed-policies';
import {
  type GlobalRecord,
  type ReleaseDocument,
  tenantKey,
  type TenantRecord,
} from '../../../contract/registry-records';
import type { ManagedPolicies } from '../../attachments/managed-policies';
import { readManagedPolicies } from '../../attachments/managed-policies';
import type { Deadline, ReleaseRegistry } from '../../ports';
import { tenantReference } from '../../reference';
import { readStored } from '../../restored-content';
import { isHash, isListOf, isObjectWith, isText, isWholeNumber } from '../../shape';
import { PolicyRefusal } from './policy-refusal';

/** What managing policies works with. */
export interface PolicyPorts {
  readonly registry: Pick<
    ReleaseRegistry,
    | 'moveTenant'
    | 'publishRelease'
    | 'putDocument'
    | 'readDocument'
    | 'readGlobal'
    | 'readPending'
    | 'readReleaseIndex'
    | 'readTenant'
    | 'readTenants'
    | 'writeReleaseIndex'
  >;
  readonly deadline: Deadline;
  /** Key prefix of the proxy. */
  readonly keyPrefix: string;
}

/** The policies that people manage in one set, as it was read. */
export interface ManagedSet {
  /** Left out = the global set. */
  readonly tenant?: string;
  /** Left out = there were never any. */
  readonly current?: ManagedPolicies;
  readonly global: GlobalRecord;
  readonly release: ReleaseDocument;
  /** Of the tenant whose set it is. */
  readonly record?: TenantRecord;
}

/** The set for messages and records. */
export function setName({ tenant }: Pick<ManagedSet, 'tenant'>): string {
  return tenant === undefined ? 'global' : `tenant ${tenant}`;
}

export function policiesOf({ current }: ManagedSet): readonly ManagedPolicy[] {
  return current?.document.policies ?? [];
}

/** Reads what is managed in a set. @param tenant left out = the global set. @throws PolicyRefusal, DependencyFault */
export async function readManagedSet(
  { registry, keyPrefix }: Pick<PolicyPorts, 'registry' | 'keyPrefix'>,
  tenant?: string,
): Promise<ManagedSet> {
  const global = await registry.readGlobal();
  const release = global && ((await readStored(registry, global.release)) as ReleaseDocument);
  if (global === undefined || release?.owner !== keyPrefix) {
    throw new PolicyRefusal('no_release', 'registry');
  }
  if (tenant === undefined) {
    const current = await readManagedPolicies(registry, release, keyPrefix);
    return { global, release, ...(current && { current }) };
  }
  const record = await registry.readTenant(tenantKey(tenantReference(tenant)));
  if (record?.managed === true) {
    throw new PolicyRefusal('tenant_managed', tenant);
  }
  if (record === undefined || !release.tenants.includes(tenant)) {
    throw new PolicyRefusal('tenant_unknown', tenant);
  }
  if (release.policies[tenant] !== undefined) {
    throw new PolicyRefusal('set_declared', tenant, [release.owner]);
  }
  const { managedPolicies: hash } = record;
  if (hash === undefined) {
    return { tenant, global, release, record };
  }
  const document = (await readStored(registry, hash)) as ManagedPoliciesDocument;
  return { tenant, global, release, record, current: { hash, document } };
}

/** Every version of a set, the newest first. */
export async function readHistory(
  { registry }: Pick<PolicyPorts, 'registry'>,
  { current }: ManagedSet,
): Promise<readonly ManagedPolicies[]> {
  const versions: ManagedPolicies[] = [];
  for (let next = current; next !== undefined; ) {
    versions.push(next);
    const hash: string | undefined = next.document.previous;
    next =
      hash === undefined
        ? undefined
        : { hash, document: (await readStored(registry, hash)) as ManagedPoliciesDocument };
  }
  return versions;
}

/** @param number as `history` shows it. @throws PolicyRefusal `version_unknown` */
export async function findVersion(
  ports: Pick<PolicyPorts, 'registry'>,
  set: ManagedSet,
  number: number,
): Promise<ManagedPolicies> {
  const versions = await readHistory(ports, set);
  const found = versions.find(({ document }) => document.number === number);
  if (found === undefined) {
    throw new PolicyRefusal('version_unknown', String(number), [String(versions.length)]);
  }
  return found;
}

const isVersion = isObjectWith({
  number: isWholeNumber,
  policies: isListOf(isObjectWith({ id: isText, text: isText })),
});

/** A version by its hash, in force or not. */
export async function findDocument(
  { registry }: Pick<PolicyPorts, 'registry'>,
  hash: string,
): Promise<ManagedPoliciesDocument | undefined> {
  const found = isHash(hash) ? await registry.readDocument(hash) : undefined;
  return isVersion(found) ? (found as unknown as ManagedPoliciesDocument) : undefined;
}
