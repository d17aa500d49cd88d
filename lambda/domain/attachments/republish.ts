import { type GlobalRecord, type ReleaseDocument, tenantKey } from '../../contract/registry-records';
import { forEachBounded } from '../bounded-parallel';
import { documentOf, isTooLarge } from '../document';
import { moveTenantPolicies } from '../move-tenant-policies';
import { GLOBAL_SET } from '../policy-set';
import { namedRelease, type PublishResult } from '../publish-release';
import { tenantReference } from '../reference';
import { RegistrarFault } from '../registrar-fault';
import { REGISTRY_PARALLEL } from '../registrar-ports';
import { type ReleaseContent, sizeProblem } from '../release-content';
import type { NamedRelease } from '../release-plan';
import { contentOfStored } from '../restored-content';
import { planTenantPolicies } from '../tenant-policies';
import { readAttachments } from './attached-documents';
import type { AttachmentPorts } from './attachment-ports';
import { type Additions, composeContent } from './compose-content';
import { readManagedPolicies } from './managed-policies';

/** How often it begins anew because somebody else published meanwhile. */
const ATTEMPTS = 5;

export type RepublishPorts = Pick<AttachmentPorts, 'registry' | 'deadline' | 'owner'>;

/**
 * Publishes the release in force with a change of what others brought to it. Everything else of it stays as it is.
 *
 * It may stop at any point and be run again, with the same outcome; where the proxy's own app or another one publishes
 * at the same time, one goes first and the other composes anew.
 *
 * @param change says what is to be brought, of what is; it throws where that cannot be.
 * @returns nothing where there is no release of this proxy.
 */
export async function republish(
  ports: RepublishPorts,
  change: (additions: Additions) => Additions,
): Promise<PublishResult | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const result = await publishOnce(ports, change);
    if (result !== 'lost') {
      return result;
    }
  }
  throw new RegistrarFault('Others keep publishing releases at the same time. Deploy again.');
}

async function publishOnce(
  ports: RepublishPorts,
  change: (additions: Additions) => Additions,
): Promise<PublishResult | undefined | 'lost'> {
  const { registry, owner } = ports;
  const global = await registry.readGlobal();
  const previous = await namedRelease(ports, global?.release);
  if (previous === undefined || previous.release.owner !== owner) {
    return undefined;
  }
  const additions = change({
    attachments: await readAttachments(registry, previous.release, owner),
    managed: await readManagedPolicies(registry, previous.release, owner),
  });
  const own = await contentOfStored(registry, previous.release);
  const composed = own.ok ? await composeContent(registry, own.content, additions) : own;
  return composed.ok
    ? await publishComposed(ports, composed.content, previous, (global as GlobalRecord).policies)
    : composed;
}

async function publishComposed(
  ports: RepublishPorts,
  content: ReleaseContent,
  previous: NamedRelease,
  pointers: Readonly<Record<string, string>>,
): Promise<PublishResult | 'lost'> {
  const { registry, deadline } = ports;
  const { retired, owner } = previous.release;
  const release: ReleaseDocument = { ...content.release, owner, retired };
  const document = documentOf(release);
  const schema = content.schema.digest;
  if (document.hash === previous.hash) {
    return { ok: true, release: document.hash, schema };
  }
  const names = [...release.tenants, ...retired.tenants];
  const stored = await registry.readTenants(names.map((name) => tenantKey(tenantReference(name))));
  const tenants = stored.flatMap((tenant) => tenant ?? []);
  const policies = await planTenantPolicies(registry, content, { previous, pending: undefined }, tenants);
  const problems = [...policies.problems, ...[document, ...policies.documents].filter(isTooLarge).map(sizeProblem)];
  if (problems.length > 0) {
    return { ok: false, problems };
  }
  const documents = [...content.documents, ...policies.documents, document];
  await forEachBounded(documents, REGISTRY_PARALLEL, deadline, async ({ body }) => {
    await registry.putDocument(body);
  });
  await moveTenantPolicies(ports, policies.changes);
  const outcome = await registry.publishRelease({
    release: document.hash,
    previous: previous.hash,
    schema,
    policies: release.policies[GLOBAL_SET] as string,
    forget: Object.keys(pointers).filter((digest) => digest !== schema && digest !== previous.release.schema),
  });
  return outcome === 'lost' ? 'lost' : { ok: true, release: document.hash, schema };
}
