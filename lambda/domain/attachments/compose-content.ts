import type { ApiDocument } from '../../contract/api-document';
import type { AttachmentDocument } from '../../contract/attachment';
import { allIssuers, type ProxyDocument } from '../../contract/proxy-document';
import { validatePolicies } from '../cedar';
import { generateSchema, type PolicySchema } from '../cedar-schema';
import { documentOf, isTooLarge, type StoredDocument } from '../document';
import { compilePolicySets, GLOBAL_SET, slicePolicySet } from '../policy-set';
import type { ReleaseRegistry } from '../ports';
import { type ReleaseContent, type ReleaseContentResult, sizeProblem } from '../release-content';
import { readStored } from '../restored-content';
import { confinementProblems } from './confined-policies';
import { compileManaged, managedProblem, type ManagedPolicies } from './managed-policies';
import { readStoredPolicies, type StoredPolicy } from './stored-policies';

/** Attachments by name: the hash that each goes by, and what it says. */
export type Attachments = ReadonlyMap<string, { readonly hash: string; readonly document: AttachmentDocument }>;

/** What others brought to a release. */
export interface Additions {
  readonly attachments: Attachments;
  /** Managed policies of the global set. */
  readonly managed?: ManagedPolicies | undefined;
}

interface Composition extends Additions {
  readonly content: ReleaseContent;
  readonly read: (hash: string) => Promise<unknown>;
}

/**
 * Puts what other apps attached and what people manage to a release's own content: one schema for all, and their
 * policies in the global set.
 *
 * @param content what the proxy's own app declares.
 * @returns the content itself where there is nothing else.
 */
export async function composeContent(
  registry: Pick<ReleaseRegistry, 'readDocument'>,
  content: ReleaseContent,
  { attachments, managed }: Additions,
): Promise<ReleaseContentResult> {
  if (attachments.size === 0 && managed === undefined) {
    return { ok: true, content };
  }
  const own = new Map(content.documents.map(({ hash, body }) => [hash, body]));
  const read = async (hash: string): Promise<unknown> => {
    const body = own.get(hash);
    return body === undefined ? await readStored(registry, hash) : JSON.parse(body);
  };
  const taken = takenNames(content, attachments);
  if (taken.length > 0) {
    return { ok: false, problems: taken };
  }
  const composition = { content, attachments, managed, read };
  const attachedApis = Object.assign({}, ...[...attachments.values()].map(({ document }) => document.apis));
  const apis = { ...content.release.apis, ...attachedApis } as Record<string, string>;
  const documents = (await Promise.all(Object.values(apis).map(read))) as ApiDocument[];
  const proxy = (await read(content.release.proxy)) as ProxyDocument;
  const claims = allIssuers(proxy).flatMap((issuer) => issuer.claims);
  const generated = generateSchema({ apis: documents, claims });
  if (!generated.ok) {
    return { ok: false, problems: generated.problems.map(({ message, remedy }) => `${message} ${remedy}`) };
  }
  return await composed(composition, apis, generated.schema);
}

async function composed(
  { content, attachments, managed, read }: Composition,
  apis: Readonly<Record<string, string>>,
  schema: PolicySchema,
): Promise<ReleaseContentResult> {
  const attached = attachedPolicies(attachments, schema);
  const sets = await Promise.all(
    Object.entries(content.release.policies).map(
      async ([set, manifest]) => [set, await readStoredPolicies(read, manifest)] as const,
    ),
  );
  const byHand = managedPolicies(managed, schema);
  const own = sets.filter(([set]) => set === GLOBAL_SET).flatMap(([, policies]) => policies);
  const problems = [
    ...attached.problems,
    ...byHand.problems,
    ...invalidOwn(schema, sets),
    ...repeatedIds(own, attached.policies),
    ...clashingIds(
      [
        ["the proxy's own app", own],
        ['another app', attached.policies],
      ],
      byHand.policies,
    ),
  ];
  const compiled = sets.map(
    ([set, own]) =>
      [
        set,
        slicePolicySet(schema.digest, set === GLOBAL_SET ? [...own, ...attached.policies, ...byHand.policies] : own),
      ] as const,
  );
  const base = documentOf(content.release);
  const fresh: StoredDocument[] = [base, ...compiled.flatMap(([, { manifest, slices }]) => [...slices, manifest])];
  problems.push(...fresh.filter(isTooLarge).map(sizeProblem));
  const release = {
    ...content.release,
    schema: schema.digest,
    apis,
    policies: Object.fromEntries(compiled.map(([set, { manifest }]) => [set, manifest.hash])),
    ...(attachments.size > 0 && {
      attached: Object.fromEntries([...attachments].map(([name, { hash }]) => [name, hash])),
    }),
    ...(managed && { managed: managed.hash }),
    base: base.hash,
  };
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, content: { ...content, release, schema, documents: [...content.documents, ...fresh] } };
}

/** A name stands for one API: whoever came first keeps it. */
function takenNames({ release }: ReleaseContent, attachments: Attachments): string[] {
  const holders = new Map(Object.keys(release.apis).map((api) => [api, "the proxy's own app"]));
  const problems: string[] = [];
  for (const [name, { document }] of attachments) {
    for (const api of Object.keys(document.apis)) {
      const holder = holders.get(api);
      if (holder !== undefined) {
        problems.push(
          `The API ${JSON.stringify(api)} is declared by ${holder} and by the attachment ${JSON.stringify(name)}. Rename one of the two.`,
        );
      }
      holders.set(api, `the attachment ${JSON.stringify(name)}`);
    }
  }
  return problems;
}

function attachedPolicies(
  attachments: Attachments,
  schema: PolicySchema,
): { readonly policies: readonly StoredPolicy[]; readonly problems: string[] } {
  const problems: string[] = [];
  const policies: StoredPolicy[] = [];
  for (const [name, { document }] of attachments) {
    const declared = document.policies.map((policy) => ({ ...policy, id: `${name}/${policy.id}` }));
    const compiled = compilePolicySets(schema, declared);
    const outside = confinementProblems(declared, Object.keys(document.apis));
    const found = compiled.ok ? outside : [...compiled.problems, ...outside];
    problems.push(...found.map(({ policy, message, remedy }) => `Policy ${policy}: ${message} ${remedy}`));
    const slices = compiled.ok ? [...compiled.sets.values()].flatMap((set) => set.slices) : [];
    for (const { body } of slices) {
      const own = (JSON.parse(body) as { policies: Record<string, StoredPolicy['json']> }).policies;
      policies.push(...Object.entries(own).map(([id, json]) => ({ id, json })));
    }
  }
  return { policies, problems };
}

/** What the proxy's own app declared may speak of what only another app brought, and that has gone. */
function invalidOwn(schema: PolicySchema, sets: readonly (readonly [string, readonly StoredPolicy[]])[]): string[] {
  const all = sets.flatMap(([, policies]) => policies);
  const named = Object.fromEntries(all.map(({ json }, index) => [`s${index}`, json]));
  return validatePolicies(schema.text, named).map(({ policy, message }) => {
    const id = all[Number(policy?.slice(1))]?.id;
    return `Policy ${id} does not fit the APIs and claims of all apps together: ${message}. Change it first.`;
  });
}

function repeatedIds(own: readonly StoredPolicy[], attached: readonly StoredPolicy[]): string[] {
  const seen = new Set(own.map(({ id }) => id));
  return attached.flatMap(({ id }) => {
    const again = seen.has(id);
    seen.add(id);
    return again ? [`Two policies of several apps have the id ${JSON.stringify(id)}. Give one another @id.`] : [];
  });
}

function managedPolicies(
  managed: ManagedPolicies | undefined,
  schema: PolicySchema,
): { readonly policies: readonly StoredPolicy[]; readonly problems: readonly string[] } {
  const compiled = managed && compileManaged(schema, managed.document);
  if (compiled === undefined) {
    return { policies: [], problems: [] };
  }
  return compiled.ok
    ? { policies: compiled.policies, problems: [] }
    : { policies: [], problems: compiled.problems.map(managedProblem) };
}

/** What is declared keeps its id: a policy that people manage gives way. */
function clashingIds(
  holders: readonly (readonly [holder: string, policies: readonly StoredPolicy[]])[],
  managed: readonly StoredPolicy[],
): string[] {
  const taken = new Map(holders.flatMap(([holder, policies]) => policies.map(({ id }) => [id, holder] as const)));
  return managed.flatMap(({ id }) => {
    const holder = taken.get(id);
    return holder === undefined
      ? []
      : [
          `The id ${JSON.stringify(id)} is that of a policy of ${holder} and of a managed policy. Give the managed one another id or @id with \`gatehouse policies put\`, or take it away with \`gatehouse policies delete\`.`,
        ];
  });
}
