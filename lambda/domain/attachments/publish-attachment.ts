import { type GlobalRecord, type ReleaseDocument, tenantKey } from '../../contract/registry-records';
import { forEachBounded } from '../bounded-parallel';
import { documentOf, isTooLarge } from '../document';
import { GLOBAL_SET } from '../policy-set';
import { namedRelease, type PublishResult } from '../publish-release';
import { tenantReference } from '../reference';
import { RegistrarFault } from '../registrar-fault';
import { REGISTRY_PARALLEL } from '../registrar-ports';
import { type ReleaseContent, sizeProblem } from '../release-content';
import type { NamedRelease } from '../release-plan';
import { contentOfStored } from '../restored-content';
import { planTenantPolicies, type TenantPoliciesPlan } from '../tenant-policies';
import { readAttachments } from './attached-documents';
import type { AttachmentPorts } from './attachment-ports';
import { type Attachments, composeContent } from './compose-content';

/** How often it begins anew because somebody else published meanwhile. */
const ATTEMPTS = 5;

/** What an app wants to have attached under a name; nothing = what is attached goes. */
export interface AttachmentChange {
  readonly name: string;
  readonly attached: Attachments;
}

/**
 * Publishes the release in force with a change of what one app attached to it. Everything else of it stays as it is.
 *
 * It may stop at any point and be run again, with the same outcome; where the proxy's own app or another one publishes
 * at the same time, one goes first and the other composes anew.
 */
export async function publishAttachment(ports: AttachmentPorts, change: AttachmentChange): Promise<PublishResult> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const result = await publishOnce(ports, change);
    if (result !== 'lost') {
      return result;
    }
  }
  throw new RegistrarFault('Others keep publishing releases at the same time. Deploy again.');
}

async function publishOnce(ports: AttachmentPorts, change: AttachmentChange): Promise<PublishResult | 'lost'> {
  const { registry, owner } = ports;
  const global = await registry.readGlobal();
  const previous = await namedRelease(ports, global?.release);
  const withdrawn = change.attached.size === 0;
  if (previous === undefined || previous.release.owner !== owner) {
    const remedy = 'Deploy the app of the proxy first, and name its own table.';
    return withdrawn
      ? { ok: true, release: '', schema: '' }
      : { ok: false, problems: [`The proxy has no release in the registry that could be joined. ${remedy}`] };
  }
  const attachments = new Map(await readAttachments(registry, previous.release, owner));
  attachments.delete(change.name);
  for (const [name, attached] of change.attached) {
    attachments.set(name, attached);
  }
  const own = await contentOfStored(registry, previous.release);
  const composed = own.ok ? await composeContent(registry, own.content, sortedByName(attachments)) : own;
  return composed.ok
    ? await publishComposed(ports, composed.content, previous, (global as GlobalRecord).policies)
    : composed;
}

/** Always in the same order, so that the same attachments make the same release. */
function sortedByName(attachments: Attachments): Attachments {
  return new Map([...attachments].sort(([one], [other]) => (one < other ? -1 : 1)));
}

async function publishComposed(
  { registry, deadline }: AttachmentPorts,
  content: ReleaseContent,
  previous: NamedRelease,
  pointers: Readonly<Record<string, string>>,
): Promise<PublishResult | 'lost'> {
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
  await forEachBounded(policies.changes, REGISTRY_PARALLEL, deadline, (move: TenantPoliciesPlan['changes'][number]) =>
    registry.upsertTenant(tenantKey(tenantReference(move.tenant)), move),
  );
  const outcome = await registry.publishRelease({
    release: document.hash,
    previous: previous.hash,
    schema,
    policies: release.policies[GLOBAL_SET] as string,
    forget: Object.keys(pointers).filter((digest) => digest !== schema && digest !== previous.release.schema),
  });
  return outcome === 'lost' ? 'lost' : { ok: true, release: document.hash, schema };
}
