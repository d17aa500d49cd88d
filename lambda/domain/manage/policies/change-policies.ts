import {
  MANAGED_POLICY_ID,
  type ManagedPoliciesDocument,
  type ManagedPolicy,
  NOTE_LIMIT,
} from '../../../contract/managed-policies';
import { tenantKey } from '../../../contract/registry-records';
import { composeContent } from '../../attachments/compose-content';
import { readAttachments } from '../../attachments/attached-documents';
import { compileManaged, managedProblem } from '../../attachments/managed-policies';
import { republish } from '../../attachments/republish';
import { forEachBounded } from '../../bounded-parallel';
import type { PolicySchema } from '../../cedar-schema';
import { documentOf, isTooLarge, type StoredDocument } from '../../document';
import { GLOBAL_SET, slicePolicySet } from '../../policy-set';
import { tenantReference } from '../../reference';
import { REGISTRY_PARALLEL } from '../../registrar-ports';
import { sizeProblem } from '../../release-content';
import { contentOfStored } from '../../restored-content';
import { type ManagedSet, policiesOf, type PolicyPorts, readManagedSet, setName } from './managed-set';
import { PolicyRefusal } from './policy-refusal';

/** Who changes a set, when, and why. */
export interface Authorship {
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly note?: string;
}

/** A version that is about to be in force: it fits the APIs and claims of the release, and all other policies. */
export interface PlannedVersion {
  readonly set: ManagedSet;
  readonly document: ManagedPoliciesDocument;
  readonly stored: StoredDocument;
  /** What a tenant's own set is stored as. */
  readonly parts: readonly StoredDocument[];
  /** Hash of a tenant's manifest; left out = it has no policies, and so no set. */
  readonly manifest?: string;
  /** Whether the set is as wanted already: there is nothing to do. */
  readonly unchanged: boolean;
}

/**
 * Makes a new version of a set and checks it in everything that a deploy checks. Writes nothing.
 *
 * @throws PolicyRefusal
 */
export async function planVersion(
  ports: PolicyPorts,
  set: ManagedSet,
  wanted: readonly ManagedPolicy[],
  { by, at, note }: Authorship,
): Promise<PlannedVersion> {
  if ((await ports.registry.readPending()) !== undefined) {
    throw new PolicyRefusal('deploying', setName(set));
  }
  const { release, tenant, current } = set;
  const policies = [...wanted].sort((one, other) => (one.id < other.id ? -1 : 1));
  const document: ManagedPoliciesDocument = {
    version: 1,
    number: (current?.document.number ?? 0) + 1,
    policies,
    ...(current && { previous: current.hash }),
    at,
    by,
    ...(note !== undefined && { note }),
  };
  const stored = documentOf(document);
  const refuse = (problems: readonly string[]): void => {
    if (problems.length > 0) {
      throw new PolicyRefusal('invalid', setName(set), problems);
    }
  };
  refuse([...formProblems(document), ...[stored].filter(isTooLarge).map(sizeProblem)]);
  const unchanged = documentOf(policies).hash === documentOf(policiesOf(set)).hash;
  if (tenant === undefined) {
    const own = await contentOfStored(ports.registry, release);
    const attachments = await readAttachments(ports.registry, release, ports.keyPrefix);
    const composed = own.ok
      ? await composeContent(ports.registry, own.content, { attachments, managed: { hash: stored.hash, document } })
      : own;
    refuse(composed.ok ? [] : composed.problems);
    return { set, document, stored, parts: [], unchanged };
  }
  const { record } = set as Required<ManagedSet>;
  if (current === undefined && Object.keys(record.policies).length > 0) {
    throw new PolicyRefusal('set_unversioned', tenant);
  }
  const compiled = compileManaged(await schemaInForce(ports, set), document);
  if (!compiled.ok) {
    throw new PolicyRefusal('invalid', setName(set), compiled.problems.map(managedProblem));
  }
  const { manifest, slices } = slicePolicySet(release.schema, compiled.policies);
  const parts = policies.length === 0 ? [] : [...slices, manifest];
  refuse(parts.filter(isTooLarge).map(sizeProblem));
  // A change that stopped while a deploy was published left no pointer for what is in force now.
  const whole = policies.length === 0 || record.policies[release.schema] !== undefined;
  return {
    set,
    document,
    stored,
    parts,
    unchanged: unchanged && whole,
    ...(policies.length > 0 && { manifest: manifest.hash }),
  };
}

/**
 * Puts a version in force. The pointers move last, in one conditional write: a reader sees all of it or nothing. It may
 * stop at any point and be run again.
 *
 * @returns the hash of the version. @throws PolicyRefusal `lost_race` where somebody else was first: the version is
 * kept as a document, under the hash that the refusal names, and not in force.
 */
export async function putInForce(ports: PolicyPorts, planned: PlannedVersion): Promise<string> {
  const { set, stored, document } = planned;
  if (planned.unchanged) {
    return set.current?.hash ?? '';
  }
  const { registry, deadline, keyPrefix } = ports;
  await forEachBounded([stored, ...planned.parts], REGISTRY_PARALLEL, deadline, async ({ body }) => {
    await registry.putDocument(body);
  });
  const lost = new PolicyRefusal('lost_race', setName(set), [stored.hash]);
  if (set.tenant !== undefined) {
    await moveOwnSet(ports, planned, lost);
    return stored.hash;
  }
  const result = await republish({ registry, deadline, owner: keyPrefix }, (additions) => {
    if (![set.current?.hash, stored.hash].includes(additions.managed?.hash)) {
      throw lost;
    }
    return { ...additions, managed: { hash: stored.hash, document } };
  });
  if (result === undefined) {
    throw new PolicyRefusal('no_release', setName(set));
  }
  if (!result.ok) {
    throw new PolicyRefusal('invalid', setName(set), result.problems);
  }
  return stored.hash;
}

/**
 * A tenant's own set: its item holds both pointers.
 *
 * A deploy that was planned before this and is published after it would leave a tenant's first set behind. It shows
 * itself by its pending release, or by what it published; the set then goes back to what it was.
 */
async function moveOwnSet(ports: PolicyPorts, planned: PlannedVersion, lost: PolicyRefusal): Promise<void> {
  const { set, stored, manifest } = planned;
  const { tenant, record, release } = set as Required<ManagedSet>;
  const key = tenantKey(tenantReference(tenant));
  const after = {
    policies: manifest === undefined ? {} : { [release.schema]: manifest },
    managedPolicies: stored.hash,
  };
  if (!(await ports.registry.moveTenant(key, after, record))) {
    throw lost;
  }
  const pending = await ports.registry.readPending();
  const now = await readManagedSet(ports, tenant);
  const back = { policies: record.policies, managedPolicies: record.managedPolicies };
  if (
    (pending !== undefined || now.release.schema !== release.schema) &&
    (await ports.registry.moveTenant(key, back, after))
  ) {
    throw new PolicyRefusal('deploying', setName(set));
  }
}

async function schemaInForce({ registry, keyPrefix }: PolicyPorts, { release }: ManagedSet): Promise<PolicySchema> {
  const own = await contentOfStored(registry, release);
  const attachments = await readAttachments(registry, release, keyPrefix);
  const composed = own.ok ? await composeContent(registry, own.content, { attachments }) : own;
  if (!composed.ok) {
    throw new PolicyRefusal('invalid', GLOBAL_SET, composed.problems);
  }
  return composed.content.schema;
}

function formProblems({ policies, note = '' }: ManagedPoliciesDocument): string[] {
  const bad = policies.filter(({ id }) => !MANAGED_POLICY_ID.test(id));
  return [
    ...bad.map(
      ({ id }) =>
        `The id ${JSON.stringify(id.slice(0, 100))} is not allowed; allowed: 1 to 64 of A-Z a-z 0-9 _ . -, a letter or digit first. Give --id.`,
    ),
    ...(note.length > NOTE_LIMIT ? [`The note has ${note.length} characters; allowed: ${NOTE_LIMIT}.`] : []),
  ];
}
