import type { AttachmentDocument } from '../../contract/attachment';
import type { ReleaseDocument } from '../../contract/registry-records';
import type { ReleaseRegistry } from '../ports';
import { readStored } from '../restored-content';
import type { Attachments } from './compose-content';

/**
 * What is attached to the release in force, in the order of names.
 *
 * @param owner key prefix of the proxy that asks: what joined another proxy on the same table is not its own.
 */
export async function readAttachments(
  registry: Pick<ReleaseRegistry, 'readDocument'>,
  release: ReleaseDocument | undefined,
  owner: string,
): Promise<Attachments> {
  const named = release?.owner === owner ? Object.entries(release.attached ?? {}) : [];
  return new Map(
    await Promise.all(
      named.map(async ([name, hash]) => {
        const document = (await readStored(registry, hash)) as AttachmentDocument;
        return [name, { hash, document }] as const;
      }),
    ),
  );
}
