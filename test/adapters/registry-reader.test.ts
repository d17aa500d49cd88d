import type { BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import { DynamoDbRegistryReader } from '../../lambda/adapters/registry-reader';
import { documentKey, GLOBAL_KEY, tenantKey } from '../../lambda/contract/registry-records';
import { documentOf } from '../../lambda/domain/document';
import { DependencyFault } from '../../lambda/domain/ports';
import { tenantReference, userReference } from '../../lambda/domain/reference';
import { DECLARATIONS } from '../support/authorizer-rig';
import { MemoryRegistry, TABLE } from '../support/memory-registry';

const KEYS = { tenantRef: tenantReference('acme'), userRef: userReference('acme', 'ci') };

function reader(freshnessMs = 0) {
  const table = new MemoryRegistry();
  table.publish(DECLARATIONS);
  const clock = { time: 1_000_000, now: () => clock.time };
  return { table, clock, subject: new DynamoDbRegistryReader(table, TABLE, freshnessMs, clock) };
}

describe('the registry reader', () => {
  test('a snapshot has what there is, in one strongly consistent read', async () => {
    const { table, subject } = reader();
    const { key } = table.mint('acme', 'ci');

    const snapshot = await subject.snapshot({ ...KEYS, tokenId: key.sk.split('#')[2] });

    expect(snapshot).toMatchObject({
      global: { status: 'open' },
      tenant: { tenant: 'acme' },
      user: { user: 'ci' },
      token: { status: 'active' },
    });
    expect(table.reads).toHaveLength(1);
  });

  test('what there is not is absent', async () => {
    const { table, subject } = reader();
    table.items.clear();

    expect(await subject.snapshot({ ...KEYS, tokenId: 'x' })).toEqual({});
    expect(await subject.global()).toBeUndefined();
  });

  test('a global item without a release is none', async () => {
    const { table, subject } = reader();
    table.put(GLOBAL_KEY, { status: 'open', revokedRoles: [], revokedApis: [] });

    expect(await subject.global()).toBeUndefined();
  });

  test('at freshness 0 every snapshot is read, even while another one is', async () => {
    const { table, subject } = reader(0);

    await Promise.all([subject.snapshot(KEYS), subject.snapshot(KEYS)]);

    expect(table.reads).toHaveLength(2);
  });

  test('within freshness, whoever needs an item waits for the one read, and only the missing ones are read', async () => {
    const { table, subject, clock } = reader(5_000);

    await Promise.all([subject.snapshot(KEYS), subject.snapshot(KEYS), subject.global()]);
    expect(table.reads.map((keys) => keys.length)).toEqual([3]);
    clock.time += 4_999;
    await subject.snapshot({ tenantRef: tenantReference('globex'), userRef: userReference('globex', 'eve') });
    expect(table.reads.map((keys) => keys.length)).toEqual([3, 2]);
    clock.time += 1;
    await subject.global();

    expect(table.reads.map((keys) => keys.length)).toEqual([3, 2, 1]);
  });

  test('freshness runs from when an item was asked for, not from when it came', async () => {
    const { table, subject, clock } = reader(1_000);
    table.fault = () => {
      clock.time += 900;
      return undefined;
    };
    await subject.global();
    clock.time += 100;

    await subject.global();

    expect(table.reads).toHaveLength(2);
  });

  test('a failed read is not kept', async () => {
    const { table, subject } = reader(5_000);
    table.fault = () => Promise.reject(new Error('down'));
    await expect(subject.global()).rejects.toThrow(DependencyFault);

    table.fault = undefined;

    expect(await subject.global()).toBeDefined();
  });

  test.each<[string, Partial<BatchGetCommandOutput>]>([
    ['no responses', {}],
    ['another table', { Responses: { another: [] } }],
    ['unprocessed keys', { Responses: { [TABLE]: [] }, UnprocessedKeys: { [TABLE]: { Keys: [{ ...GLOBAL_KEY }] } } }],
  ])('S1 an answer with %s is a fault', async (_, output) => {
    const { table, subject } = reader();
    table.fault = async () => ({ $metadata: {}, ...output });

    await expect(subject.snapshot(KEYS)).rejects.toMatchObject({ dependency: 'registry', kind: 'unavailable' });
  });

  test('S1 an error of DynamoDB is a fault that names it, and nothing of the request', async () => {
    const { table, subject } = reader();
    table.fault = () => Promise.reject(Object.assign(new Error('secret detail'), { name: 'ThrottlingException' }));

    await expect(subject.snapshot(KEYS)).rejects.toThrow(/^The registry cannot be read \(ThrottlingException\)\.$/);
  });

  test.each<[string, object]>([
    ['a status that is none', { status: 'paused' }],
    ['a policy pointer that is no hash', { policies: { x: 'y' } }],
    ['a name that is no text', { tenant: 1 }],
    ['no policies', { policies: undefined }],
  ])('a tenant item with %s is corrupt', async (_, change) => {
    const { table, subject } = reader();
    table.change(tenantKey(KEYS.tenantRef), change);

    await expect(subject.snapshot(KEYS)).rejects.toMatchObject({ kind: 'corrupt' });
  });

  describe('documents', () => {
    const stored = documentOf({ b: 1 });

    test('are read once, whoever asks', async () => {
      const { table, subject } = reader();
      table.put(documentKey(stored.hash), { body: stored.body });

      const documents = await Promise.all([subject.document(stored.hash), subject.document(stored.hash)]);
      documents.push(await subject.document(stored.hash));

      expect(documents).toEqual([{ b: 1 }, { b: 1 }, { b: 1 }]);
      expect(table.reads).toHaveLength(1);
    });

    test.each<[string, object | undefined]>([
      ['that is missing', undefined],
      ['with another body', { body: '{"b":2}' }],
      ['without body', {}],
    ])('S1 one %s is corrupt, and asked for again', async (_, item) => {
      const { table, subject } = reader();
      if (item !== undefined) {
        table.put(documentKey(stored.hash), item);
      }
      await expect(subject.document(stored.hash)).rejects.toMatchObject({ kind: 'corrupt' });

      table.put(documentKey(stored.hash), { body: stored.body });

      expect(await subject.document(stored.hash)).toEqual({ b: 1 });
    });

    test('one that is not JSON is corrupt', async () => {
      const { table, subject } = reader();
      const hash = 'b2f1c9e4'.padEnd(64, '0');
      const body = 'not JSON';
      const real = (await import('node:crypto')).createHash('sha256').update(body).digest('hex');
      table.put(documentKey(real), { body });

      await expect(subject.document(real)).rejects.toThrow('is not JSON');
      await expect(subject.document(hash)).rejects.toThrow(DependencyFault);
    });
  });
});
