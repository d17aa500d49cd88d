import type { BatchGetCommand, BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Declarations } from '../../lambda/contract/declarations';
import {
  documentKey,
  GLOBAL_KEY,
  type GlobalRecord,
  type RegistryKey,
  tenantKey,
  tokenKey,
  userKey,
} from '../../lambda/contract/registry-records';
import type { RegistryClient } from '../../lambda/adapters/registry-items';
import { userReferences } from '../../lambda/domain/declared-user';
import { documentOf } from '../../lambda/domain/document';
import { mintProxyToken } from '../../lambda/domain/proxy-token';
import { tenantReference } from '../../lambda/domain/reference';
import { contentOfDeclarations, type ReleaseContent } from '../../lambda/domain/release-content';

export const TABLE = 'registry';

/** What a test makes of a read: an answer of its own, or an error. */
export type ReadFault = (command: BatchGetCommand) => Promise<BatchGetCommandOutput> | undefined;

/** The registry's table in memory, as the document client shows it. */
export class MemoryRegistry implements RegistryClient {
  readonly items = new Map<string, Record<string, unknown>>();
  reads: RegistryKey[][] = [];
  fault: ReadFault | undefined;
  #serial = 0;

  async send(command: BatchGetCommand): Promise<BatchGetCommandOutput> {
    const asked = command.input.RequestItems?.[TABLE];
    const keys = (asked?.Keys ?? []) as unknown as RegistryKey[];
    if (asked?.ConsistentRead !== true) {
      throw new Error('Reads are strongly consistent.');
    }
    this.reads.push(keys);
    const faulted = this.fault?.(command);
    if (faulted !== undefined) {
      return await faulted;
    }
    const found = keys.map(({ pk, sk }) => this.items.get(`${pk} ${sk}`)).filter((item) => item !== undefined);
    return { $metadata: {}, Responses: { [TABLE]: structuredClone(found) }, UnprocessedKeys: {} };
  }

  put({ pk, sk }: RegistryKey, record: object): void {
    this.items.set(`${pk} ${sk}`, { pk, sk, ...record });
  }

  change({ pk, sk }: RegistryKey, change: object): void {
    const item = this.items.get(`${pk} ${sk}`);
    if (item === undefined) {
      throw new Error(`No item ${pk} ${sk}.`);
    }
    this.items.set(`${pk} ${sk}`, { ...item, ...change });
  }

  /** Publishes declarations as a deploy does, with metering keys; revocations stay. @returns the release's hash. */
  publish(declarations: Declarations): string {
    const content = contentOf(declarations);
    const release = documentOf({ ...content.release, retired: { tenants: [], users: [] } });
    for (const { hash, body } of [...content.documents, release]) {
      this.put(documentKey(hash), { body });
    }
    const schema = content.schema.digest;
    const { '': globalSet, ...tenantSets } = content.release.policies;
    const global: GlobalRecord = {
      status: 'open',
      revokedRoles: [],
      revokedApis: [],
      ...(this.items.get('GLOBAL STATE') as Partial<GlobalRecord> | undefined),
      release: release.hash,
      policies: { [schema]: globalSet as string },
    };
    this.put(GLOBAL_KEY, global);
    for (const { tenant } of content.tenants) {
      const set = tenantSets[tenant];
      this.put(tenantKey(tenantReference(tenant)), {
        tenant,
        status: 'active',
        policies: set === undefined ? {} : { [schema]: set },
        meteringKey: `metering-key-of-tenant-${tenant}`,
      });
    }
    for (const user of content.users) {
      const { tenantRef, userRef } = userReferences(user);
      this.put(userKey(tenantRef, userRef), {
        tenant: user.tenant,
        user: user.user,
        roles: user.roles,
        status: 'active',
        declared: true,
        meteringKey: `metering-key-of-${user.tenant}-${user.user}`,
      });
    }
    return release.hash;
  }

  /** @returns a new proxy token of a user, and the key of its record. */
  mint(tenant: string, user: string): { readonly text: string; readonly key: RegistryKey } {
    this.#serial += 1;
    const owner = userReferences({ tenant, user });
    const token = mintProxyToken(owner, {
      base64url: (bytes) => Buffer.alloc(bytes, this.#serial).toString('base64url'),
    });
    const key = tokenKey(owner.tenantRef, owner.userRef, token.tokenId);
    this.put(key, { tenant, user, tokenId: token.tokenId, digest: token.digest, status: 'active', createdAt: 1 });
    return { text: token.text.reveal(), key };
  }
}

const contents = new WeakMap<Declarations, ReleaseContent>();

/** Compiling takes a while, and most tests publish the same. */
function contentOf(declarations: Declarations): ReleaseContent {
  const known = contents.get(declarations);
  if (known !== undefined) {
    return known;
  }
  const made = contentOfDeclarations('0'.repeat(64), declarations);
  if (!made.ok) {
    throw new Error(made.problems.join('\n'));
  }
  contents.set(declarations, made.content);
  return made.content;
}
