import { createHash } from 'node:crypto';

/** Largest body of a stored document, in bytes: DynamoDB takes items of 400 KB, names included. @see DynamoDB quotas */
export const DOCUMENT_LIMIT_BYTES = 390_000;

/** A document as it is stored: its body, and the SHA-256 (hex) of it, which is its name. */
export interface StoredDocument {
  readonly hash: string;
  readonly body: string;
}

/** Writes a JSON value so that equal values give equal text, whatever the order of their members. */
export function documentOf(json: unknown): StoredDocument {
  const body = JSON.stringify(sorted(json));
  return { hash: createHash('sha256').update(body).digest('hex'), body };
}

/** Whether a document is too large to be stored. */
export function isTooLarge({ body }: StoredDocument): boolean {
  return Buffer.byteLength(body) > DOCUMENT_LIMIT_BYTES;
}

function sorted(json: unknown): unknown {
  if (Array.isArray(json)) {
    return json.map(sorted);
  }
  if (typeof json !== 'object' || json === null) {
    return json;
  }
  const members = Object.entries(json).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, value]) => [name, sorted(value)]));
}
