import type { ManagedPoliciesDocument } from '../../contract/managed-policies';
import type { PolicyProblem } from '../../contract/policy-check';
import type { PolicySlice, ReleaseDocument } from '../../contract/registry-records';
import type { PolicySchema } from '../cedar-schema';
import type { StoredDocument } from '../document';
import { compilePolicySets } from '../policy-set';
import type { ReleaseRegistry } from '../ports';
import { readStored } from '../restored-content';
import type { StoredPolicy } from './stored-policies';

/** A version of a managed set, and the hash that it goes by. */
export interface ManagedPolicies {
  readonly hash: string;
  readonly document: ManagedPoliciesDocument;
}

/** @returns the managed policies of the global set, as a release names them. @param owner see `readAttachments`. */
export async function readManagedPolicies(
  registry: Pick<ReleaseRegistry, 'readDocument'>,
  release: ReleaseDocument | undefined,
  owner: string,
): Promise<ManagedPolicies | undefined> {
  const hash = release?.owner === owner ? release.managed : undefined;
  return hash === undefined
    ? undefined
    : { hash, document: (await readStored(registry, hash)) as ManagedPoliciesDocument };
}

export type ManagedCompilation =
  | { readonly ok: true; readonly policies: readonly StoredPolicy[]; readonly documents: readonly StoredDocument[] }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Takes managed policies apart and validates them as declared ones are. */
export function compileManaged(
  schema: PolicySchema,
  { policies: declarations }: Pick<ManagedPoliciesDocument, 'policies'>,
): ManagedCompilation {
  const compiled = compilePolicySets(schema, declarations);
  if (!compiled.ok) {
    return compiled;
  }
  const slices = [...compiled.sets.values()].flatMap((set) => set.slices);
  const policies = slices.flatMap(({ body }) =>
    Object.entries((JSON.parse(body) as PolicySlice).policies as Record<string, StoredPolicy['json']>),
  );
  const manifests = [...compiled.sets.values()].map(({ manifest }) => manifest);
  return { ok: true, policies: policies.map(([id, json]) => ({ id, json })), documents: [...slices, ...manifests] };
}

/** A problem of a managed policy as a sentence. */
export function managedProblem({ policy, message, line, column, remedy }: PolicyProblem): string {
  const place = line === undefined ? '' : `:${line}:${column}`;
  return `Managed policy ${policy}${place}: ${message} ${remedy}`;
}
