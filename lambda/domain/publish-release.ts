import { PENDING_KEY, type ReleaseDocument, tenantKey, type TenantRecord } from '../contract/registry-records';
import { readAttachments } from './attachments/attached-documents';
import { composeContent } from './attachments/compose-content';
import { readManagedPolicies } from './attachments/managed-policies';
import { forEachBounded } from './bounded-parallel';
import { userItemKey } from './declared-user';
import { documentOf, isTooLarge } from './document';
import { ownershipProblems } from './ownership-problems';
import { GLOBAL_SET } from './policy-set';
import type { ReleaseRegistry } from './ports';
import { provisionTenant } from './provision-tenant';
import { provisionUser } from './provision-user';
import { tenantReference } from './reference';
import { RegistrarFault } from './registrar-fault';
import { PROVISION_PARALLEL, REGISTRY_PARALLEL, type RegistrarPorts } from './registrar-ports';
import { type ReleaseContent, type ReleaseContentResult, sizeProblem } from './release-content';
import { type NamedRelease, planRelease, type ReleasePlan } from './release-plan';
import { readStored } from './restored-content';
import { deleteAll, retireAll } from './retire-all';
import { moveTenantPolicies, policiesChanged } from './move-tenant-policies';
import { planTenantPolicies, type TenantPoliciesPlan } from './tenant-policies';

export type PublishResult =
  | { readonly ok: true; readonly release: string; readonly schema: string }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Publishes a release: stores its documents, makes its tenants and users, and moves the pointer last, in one
 * conditional write. Until then every decision is by the release before.
 *
 * It may stop at any point and be run again, with the same outcome. It changes no status and no revocation.
 */
export async function publishRelease(ports: RegistrarPorts, given: ReleaseContentResult): Promise<PublishResult> {
  if (!given.ok) {
    return given;
  }
  const { registry } = ports;
  const global = await registry.readGlobal();
  const previous = await namedRelease(ports, global?.release);
  const attachments = await readAttachments(registry, previous?.release, ports.keyPrefix);
  const managed = await readManagedPolicies(registry, previous?.release, ports.keyPrefix);
  const composed = await composeContent(registry, given.content, { attachments, managed });
  if (!composed.ok) {
    return composed;
  }
  const { content } = composed;
  const pending = await namedRelease(ports, await registry.readPending());
  const plan = planRelease({ ...content.release, owner: ports.keyPrefix }, previous, pending);
  const tenants = await storedTenants(ports, content, plan);
  const policies = await planTenantPolicies(registry, content, { previous, pending }, tenants);
  const problems = [
    ...(await ownershipProblems(ports, content.users, tenants.slice(0, content.release.tenants.length))),
    ...policies.problems,
    ...[plan.document, ...policies.documents].filter(isTooLarge).map(sizeProblem),
  ];
  if (problems.length > 0) {
    return { ok: false, problems };
  }
  if (!plan.published) {
    await storeDocuments(ports, content, policies, plan);
    await registry.writePending(plan.document.hash);
  }
  await provision(ports, content, tenants);
  await retireAll(ports, plan.retired);
  await deleteAll(ports, plan.deleted);
  await moveTenantPolicies(ports, policies.changes);
  if (!plan.published) {
    await movePointer(ports, content, previous, plan, Object.keys(global?.policies ?? {}));
  }
  if (!plan.published || pending !== undefined) {
    await registry.delete(PENDING_KEY);
  }
  return { ok: true, release: plan.document.hash, schema: content.schema.digest };
}

/** @returns the release of a hash, or `undefined` where there is no hash. */
export async function namedRelease(
  { registry }: { readonly registry: Pick<ReleaseRegistry, 'readDocument'> },
  hash: string | undefined,
): Promise<NamedRelease | undefined> {
  return hash === undefined ? undefined : { hash, release: (await readStored(registry, hash)) as ReleaseDocument };
}

async function storedTenants(
  { registry }: RegistrarPorts,
  { release }: ReleaseContent,
  { retired }: ReleasePlan,
): Promise<TenantRecord[]> {
  const names = [...release.tenants, ...retired.tenants];
  const stored = await registry.readTenants(names.map((name) => tenantKey(tenantReference(name))));
  const absent = (tenant: string): TenantRecord => ({ tenant, status: 'active', policies: {} });
  return names.map((name, index) => stored[index] ?? absent(name));
}

async function storeDocuments(
  { registry, deadline }: RegistrarPorts,
  content: ReleaseContent,
  policies: TenantPoliciesPlan,
  plan: ReleasePlan,
): Promise<void> {
  const documents = new Map([...content.documents, ...policies.documents].map(({ hash, body }) => [hash, body]));
  await forEachBounded([...documents.values(), plan.document.body], REGISTRY_PARALLEL, deadline, async (body) => {
    await registry.putDocument(body);
  });
}

/** @param planned the tenants as they were when the plan was made: those of the release first. */
async function provision(
  ports: RegistrarPorts,
  { tenants, users }: ReleaseContent,
  planned: readonly TenantRecord[],
): Promise<void> {
  const { registry, deadline } = ports;
  const storedTenant = await registry.readTenants(tenants.map(({ tenant }) => tenantKey(tenantReference(tenant))));
  // Whoever puts policies sees the pending release from here on, and waits.
  for (const [index, { tenant }] of tenants.entries()) {
    if (documentOf(storedTenant[index]?.policies ?? {}).hash !== documentOf(planned[index]?.policies).hash) {
      throw policiesChanged(tenant);
    }
  }
  await forEachBounded([...tenants.entries()], PROVISION_PARALLEL, deadline, ([index, tenant]) =>
    provisionTenant(ports, tenant, storedTenant[index]),
  );
  const storedUser = await registry.readUsers(users.map(userItemKey));
  await forEachBounded([...users.entries()], PROVISION_PARALLEL, deadline, ([index, user]) =>
    provisionUser(ports, user, storedUser[index]),
  );
}

async function movePointer(
  { registry }: RegistrarPorts,
  { release, schema }: ReleaseContent,
  previous: NamedRelease | undefined,
  { document }: ReleasePlan,
  schemas: readonly string[],
): Promise<void> {
  await registry.writeReleaseIndex(release.declarations, document.hash);
  const outcome = await registry.publishRelease({
    release: document.hash,
    previous: previous?.hash,
    schema: schema.digest,
    policies: release.policies[GLOBAL_SET] as string,
    forget: schemas.filter((digest) => digest !== schema.digest && digest !== previous?.release.schema),
  });
  if (outcome === 'lost') {
    throw new RegistrarFault('Another release was published at the same time. Deploy again.');
  }
}
