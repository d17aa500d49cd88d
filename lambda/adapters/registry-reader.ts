import { createHash } from 'node:crypto';
import {
  apiKeyKey,
  documentKey,
  GLOBAL_KEY,
  type GlobalRecord,
  type RegistryKey,
  revocationKey,
  tenantKey,
  tokenKey,
  userKey,
} from '../contract/registry-records';
import {
  type Clock,
  DependencyFault,
  type RegistryReader,
  type RegistrySnapshot,
  type SnapshotKeys,
} from '../domain/ports';
import {
  isApiKeyRecord,
  isGlobalRecord,
  isRevocationRecord,
  isTenantRecord,
  isTokenRecord,
  isUserRecord,
} from '../domain/registry-shapes';
import { isObjectWith, isText, type Shape } from '../domain/shape';
import type { Premise } from '../domain/premise';
import { RecentCache } from '../domain/recent-cache';
import { assertHome } from '../domain/table-home';
import { itemName, type RegistryClient, type RegistryItem, readItems } from './registry-items';

/** Most items that a container keeps within `freshness`. */
const RECORD_LIMIT = 4_096;
/** Most characters of documents that a container keeps. */
const DOCUMENT_LIMIT = 32 * 1024 * 1024;

interface Reading {
  readonly name: string;
  /** When it was asked for, in epoch milliseconds: what it says was true then or later. */
  readonly askedAt: number;
  readonly item: Promise<RegistryItem | undefined>;
}

/** An item that is asked for. */
interface Wanted {
  readonly key: RegistryKey;
  /** Whether it serves as long as an item does that there is none. */
  readonly absenceServes: boolean;
}

type ApiKeyOwner = Awaited<ReturnType<RegistryReader['ownerOfApiKey']>>;

/** Items in memory, and the shape that they were found to have: they do not change. */
const checked = new WeakMap<object, Shape<unknown>>();

const isDocument = isObjectWith({ body: isText });

/**
 * Reads the registry from DynamoDB.
 *
 * An item that was found serves for `freshnessMs` from the moment it was asked for, and whoever needs it meanwhile
 * waits for the one read. An item that was not found is asked for again each time, so a new token works at once; but
 * that there is no revocation, and no record of a federated subject, serves as long as an item does: there mostly is none.
 */
export class DynamoDbRegistryReader implements RegistryReader {
  readonly #readings = new RecentCache<Reading>(RECORD_LIMIT);
  /** By the very keys that were asked with: a known token's are always the same object. */
  readonly #snapshots = new WeakMap<SnapshotKeys, RegistrySnapshot>();
  readonly #premises = new WeakMap<RegistrySnapshot, Premise>();
  readonly #owners = new RecentCache<ApiKeyOwner>(RECORD_LIMIT);
  readonly #documents = new RecentCache<unknown>(DOCUMENT_LIMIT);
  readonly #documentReads = new Map<string, Promise<unknown>>();

  public constructor(
    private readonly client: RegistryClient,
    private readonly tableName: string,
    private readonly freshnessMs: number,
    private readonly clock: Clock,
  ) {}

  public async snapshot(keys: SnapshotKeys): Promise<RegistrySnapshot> {
    const held = this.#snapshots.get(keys);
    if (held !== undefined && this.#premises.get(held)?.holds(this.clock.now()) === true) {
      return held;
    }
    const { tenantRef, userRef, tokenId, jwtRef, subjectRef, actorRef, apiKeyRef } = keys;
    const readings = this.#read([
      { key: GLOBAL_KEY, absenceServes: false },
      { key: tenantKey(tenantRef), absenceServes: false },
      { key: userKey(tenantRef, userRef), absenceServes: tokenId === undefined && apiKeyRef === undefined },
      tokenId === undefined ? undefined : { key: tokenKey(tenantRef, userRef, tokenId), absenceServes: false },
      jwtRef === undefined ? undefined : { key: revocationKey(jwtRef), absenceServes: true },
      subjectRef === undefined ? undefined : { key: revocationKey(subjectRef), absenceServes: true },
      actorRef === undefined ? undefined : { key: revocationKey(actorRef), absenceServes: true },
      apiKeyRef === undefined ? undefined : { key: apiKeyKey(apiKeyRef), absenceServes: false },
    ]);
    const [global, tenant, user, token, revokedJwt, revokedSubject, revokedActor, apiKey] = await itemsOf(readings);
    const snapshot = {
      ...this.#presentGlobal(global),
      ...present('tenant', tenant, isTenantRecord),
      ...present('user', user, isUserRecord),
      ...present('token', token, isTokenRecord),
      ...present('revokedJwt', revokedJwt, isRevocationRecord),
      ...present('revokedSubject', revokedSubject, isRevocationRecord),
      ...present('revokedActor', revokedActor, isRevocationRecord),
      ...present('apiKey', apiKey, isApiKeyRecord),
    };
    if (this.freshnessMs > 0) {
      this.#snapshots.set(keys, snapshot);
      this.#premises.set(snapshot, { holds: (now) => readings.every((reading) => this.#serves(reading, now)) });
    }
    return snapshot;
  }

  /** Its items serve, and none of them was read again meanwhile. */
  public premiseOf(snapshot: RegistrySnapshot): Premise | undefined {
    return this.#premises.get(snapshot);
  }

  public async ownerOfApiKey(ref: string, anew: boolean): Promise<ApiKeyOwner> {
    const known = anew ? undefined : this.#owners.get(ref);
    if (known !== undefined) {
      return known;
    }
    const [item] = await itemsOf(this.#read([{ key: apiKeyKey(ref), absenceServes: false }]));
    const { apiKey } = present('apiKey', item, isApiKeyRecord);
    if (apiKey === undefined) {
      // There is nothing at this place; to look takes as long.
      return { tenantRef: ref, userRef: ref };
    }
    const owner = { tenantRef: apiKey.tenantRef, userRef: apiKey.userRef };
    this.#owners.set(ref, owner);
    return owner;
  }

  public async global(): Promise<GlobalRecord | undefined> {
    const [global] = await itemsOf(this.#read([{ key: GLOBAL_KEY, absenceServes: false }]));
    return this.#presentGlobal(global).global;
  }

  public async document(hash: string): Promise<unknown> {
    const known = this.#documents.get(hash) ?? this.#documentReads.get(hash);
    if (known !== undefined) {
      return await known;
    }
    const read = this.#readDocument(hash);
    this.#documentReads.set(hash, read);
    try {
      return await read;
    } finally {
      this.#documentReads.delete(hash);
    }
  }

  /** Before the first deploy and after the last the item holds revocations at most, and names no release. */
  #presentGlobal(item: RegistryItem | undefined): { readonly global?: GlobalRecord } {
    if (item?.release === undefined) {
      return {};
    }
    const found = present('global', item, isGlobalRecord);
    assertHome(found.global?.home, this.tableName);
    return found;
  }

  async #readDocument(hash: string): Promise<unknown> {
    const key = documentKey(hash);
    const item = (await readItems(this.client, this.tableName, [key])).get(itemName(key));
    if (!isDocument(item) || createHash('sha256').update(item.body).digest('hex') !== hash) {
      throw corrupt(`Document ${hash} is missing, or its body does not have this hash.`);
    }
    const document = parse(item.body, hash);
    this.#documents.set(hash, document, item.body.length);
    return document;
  }

  /** Readings in the order of their keys, none for no key; the ones that are not fresh come in one round trip. */
  #read(wanted: readonly (Wanted | undefined)[]): (Reading | undefined)[] {
    const now = this.clock.now();
    const readings = wanted.map((one) => one && this.#fresh(itemName(one.key), now));
    const stale = wanted.flatMap((one, index) => (one !== undefined && readings[index] === undefined ? [one] : []));
    if (stale.length > 0) {
      const keys = stale.map(({ key }) => key);
      const items = readItems(this.client, this.tableName, keys);
      for (const one of stale) {
        const name = itemName(one.key);
        const reading = { name, askedAt: now, item: items.then((found) => found.get(name)) };
        readings[wanted.indexOf(one)] = reading;
        this.#keep(reading, one.absenceServes);
      }
    }
    return readings;
  }

  #fresh(name: string, now: number): Reading | undefined {
    const reading = this.#readings.get(name);
    return reading !== undefined && this.#isFresh(reading, now) ? reading : undefined;
  }

  #isFresh({ askedAt }: Reading, now: number): boolean {
    return now - askedAt < this.freshnessMs && now >= askedAt;
  }

  /** Whether it is what would be found now; no reading for no key. */
  #serves(reading: Reading | undefined, now: number): boolean {
    return reading === undefined || (this.#isFresh(reading, now) && this.#readings.peek(reading.name) === reading);
  }

  #keep(reading: Reading, absenceServes: boolean): void {
    const { name } = reading;
    const forget = (): void => {
      if (this.#readings.get(name) === reading) {
        this.#readings.delete(name);
      }
    };
    this.#readings.set(name, reading);
    reading.item.then((item) => {
      if (item === undefined && !absenceServes) {
        forget();
      }
    }, forget);
  }
}

async function itemsOf(readings: readonly (Reading | undefined)[]): Promise<(RegistryItem | undefined)[]> {
  return await Promise.all(readings.map((reading) => reading?.item));
}

function present<N extends string, T>(
  name: N,
  item: RegistryItem | undefined,
  shape: Shape<T>,
): { readonly [K in N]?: T } {
  if (item === undefined) {
    return {};
  }
  if (checked.get(item) !== shape) {
    if (!shape(item)) {
      throw corrupt(`The ${name} item does not have the shape of its kind.`);
    }
    checked.set(item, shape);
  }
  return { [name]: item } as { readonly [K in N]?: T };
}

function parse(body: string, hash: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw corrupt(`Document ${hash} is not JSON.`);
  }
}

function corrupt(message: string): DependencyFault {
  return new DependencyFault('registry', 'corrupt', `${message} Restore the table, or deploy again.`);
}
