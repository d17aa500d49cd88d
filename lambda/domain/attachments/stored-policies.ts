import type { PolicyManifest, PolicySlice } from '../../contract/registry-records';
import type { CedarPolicy } from '../cedar';

/** A policy as a slice holds it. */
export interface StoredPolicy {
  readonly id: string;
  readonly json: CedarPolicy;
}

/** @param read a document by its hash, parsed. @param manifest hash of the set's manifest. */
export async function readStoredPolicies(
  read: (hash: string) => Promise<unknown>,
  manifest: string,
): Promise<StoredPolicy[]> {
  const { slices } = (await read(manifest)) as PolicyManifest;
  const all = (await Promise.all(Object.values(slices).map(read))) as PolicySlice[];
  return all.flatMap(({ policies }) =>
    Object.entries(policies).map(([id, json]) => ({ id, json: json as CedarPolicy })),
  );
}
