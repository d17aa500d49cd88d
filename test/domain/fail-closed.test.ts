import fc from 'fast-check';
import type { BatchGetCommand, BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { AuthorizerPorts } from '../../lambda/domain/authorize';
import { DecisionFault } from '../../lambda/domain/decision-fault';
import { DependencyFault, type RegistryReader } from '../../lambda/domain/ports';
import { ReleaseCache } from '../../lambda/domain/release-cache';
import { AuthorizerRig } from '../support/authorizer-rig';
import { TABLE } from '../support/memory-registry';
import { propertyRuns } from '../support/property-runs';

type Replacement = (ports: AuthorizerPorts) => Partial<AuthorizerPorts>;

/** Runs out as soon as something hangs, and not before. */
let runOut: (fault: DecisionFault) => void;
const within: AuthorizerPorts['within'] = async (work) =>
  await Promise.race([
    work,
    new Promise<never>((_, reject) => {
      runOut = reject;
    }),
  ]);

function hang(): Promise<never> {
  setImmediate(() => runOut(new DecisionFault('decision_timeout', 'late')));
  return new Promise<never>(() => undefined);
}

type Port = 'registry' | 'issuer';
/** What goes wrong, and what the record then says. */
const FAULTS: Readonly<Record<string, [(port: Port) => Promise<never>, Record<Port, string>]>> = {
  'an unavailable dependency': [
    (port) => Promise.reject(new DependencyFault(port, 'unavailable', 'down')),
    { registry: 'registry_unavailable', issuer: 'issuer_unavailable' },
  ],
  'a corrupt dependency': [
    (port) => Promise.reject(new DependencyFault(port, 'corrupt', 'nonsense')),
    { registry: 'registry_corrupt', issuer: 'issuer_unavailable' },
  ],
  'an unexpected error': [
    () => Promise.reject(new TypeError('undefined is not a function')),
    { registry: 'unexpected', issuer: 'unexpected' },
  ],
  'a thrown text': [() => Promise.reject('boom'), { registry: 'unexpected', issuer: 'unexpected' }],
  'a dependency that hangs': [() => hang(), { registry: 'decision_timeout', issuer: 'decision_timeout' }],
};

function registryWith(change: (port: RegistryReader) => Partial<RegistryReader>): Replacement {
  return ({ registry }) => ({
    registry: {
      snapshot: (keys) => registry.snapshot(keys),
      ownerOfApiKey: (ref, anew) => registry.ownerOfApiKey(ref, anew),
      global: () => registry.global(),
      document: (hash) => registry.document(hash),
      ...change(registry),
    },
  });
}

const REPLACEMENTS: Readonly<Record<string, (fault: (port: Port) => Promise<never>) => Replacement>> = {
  'registry.snapshot': (fault) => registryWith(() => ({ snapshot: () => fault('registry') })),
  'registry.document': (fault) => registryWith(() => ({ document: () => fault('registry') })),
  verifier: (fault) => () => ({ verifier: { verify: () => fault('issuer') } }),
  'registry.global': (fault) => registryWith(() => ({ global: () => fault('registry') })),
};

/** A rig that reads through replaced ports. */
function rigWith(replace: Replacement): AuthorizerRig {
  const plain = new AuthorizerRig();
  const replaced = replace(plain.ports);
  const registry = replaced.registry ?? plain.ports.registry;
  const rig = new AuthorizerRig(0, { releases: new ReleaseCache(registry, plain.clock), within, ...replaced });
  // One table for both rigs.
  Object.assign(plain.registry, { items: rig.registry.items });
  return rig;
}

describe('fail closed', () => {
  const matrix = Object.keys(REPLACEMENTS).flatMap((port) =>
    Object.keys(FAULTS).map((fault) => [port, fault] as const),
  );
  const forTokens = matrix.filter(([port]) => port === 'registry.snapshot' || port === 'registry.document');

  test.each([
    ...matrix.map(([port, fault]) => ['a JWT', port, fault] as const),
    ...forTokens.map(([port, fault]) => ['a proxy token', port, fault] as const),
  ])('%s, %s × %s: refused, and the fault is audited', async (credential, port, name) => {
    const [fault, reasons] = FAULTS[name]!;
    const rig = rigWith(REPLACEMENTS[port]!(fault));

    const verdict = await rig.askAs(credential === 'a JWT' ? rig.jwt() : rig.registry.mint('acme', 'ci').text);

    const reason = reasons[port === 'verifier' ? 'issuer' : 'registry'];
    expect(verdict).toMatchObject({ kind: 'fault', reason });
    expect(rig.records.map(({ unmapped }) => [unmapped.decision, unmapped.reason, unmapped.status])).toEqual([
      ['fault', reason, 503],
    ]);
  });

  test.each([
    ['throws a fault', () => Promise.reject(new DependencyFault('registry', 'corrupt', 'x')), 'registry_corrupt'],
    ['throws an error', () => Promise.reject(new Error('x')), 'unexpected'],
  ])('policies: an evaluator that %s', async (_, fail, reason) => {
    const failure = await fail().catch((error: unknown) => error);
    const rig = new AuthorizerRig(0, {
      evaluate: () => {
        throw failure;
      },
    });

    expect((await rig.askAs(rig.registry.mint('acme', 'ci').text)).kind).toBe('fault');
    expect(rig.records[0]?.unmapped).toMatchObject({ reason, decision: 'fault', principal: 'acme/ci' });
  });

  test('policies: an allow beside errors is none', async () => {
    const rig = new AuthorizerRig(0, { evaluate: () => ({ decision: 'allow', determining: ['base.0'], errors: 1 }) });

    expect((await rig.askAs(rig.registry.mint('acme', 'ci').text)).kind).toBe('deny');
    expect(rig.reason).toBe('policy_error');
  });

  test('an audit record that cannot be written lets nothing through', async () => {
    const rig = new AuthorizerRig(0, {
      trail: {
        decision: () => {
          throw new Error('EPIPE');
        },
      } as unknown as AuthorizerPorts['trail'],
    });

    await expect(rig.askAs(rig.registry.mint('acme', 'ci').text)).rejects.toThrow('EPIPE');
  });

  test('an empty registry is a fault', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');
    rig.registry.items.clear();

    expect((await rig.askAs(text)).kind).toBe('fault');
    expect((await rig.askAs(rig.jwt())).kind).toBe('fault');
    expect(rig.records.map(({ unmapped }) => unmapped.reason)).toEqual(['release_missing', 'release_missing']);
  });

  test('a stack that was deleted leaves revocations and no release: a fault', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');
    rig.registry.change({ pk: 'GLOBAL', sk: 'STATE' }, { release: undefined, policies: undefined });

    expect(await rig.askAs(text)).toMatchObject({ kind: 'fault', reason: 'release_missing' });
  });

  describe('documents', () => {
    async function withDocument(pick: (body: any) => boolean, change: (body: any) => unknown) {
      const rig = rigWith(
        registryWith((registry) => ({
          document: async (hash) => {
            const document = await registry.document(hash);
            return pick(document) ? change(structuredClone(document)) : document;
          },
        })),
      );
      await rig.askAs(rig.registry.mint('globex', 'eve').text);
      return rig.reason;
    }
    const isManifest = (body: any) => body.slices !== undefined;

    test.each<[string, (body: any) => boolean, (body: any) => unknown, string]>([
      ['a release of another shape', (body) => body.declarations, () => ({ version: 2 }), 'registry_corrupt'],
      ['a proxy document of another shape', (body) => body.issuers, () => ({ version: 1 }), 'registry_corrupt'],
      [
        'an issuer that accepts HMAC',
        (body) => body.issuers,
        (body) => ({ ...body, issuers: [{ ...body.issuers[0], algorithms: ['HS256'] }] }),
        'registry_corrupt',
      ],
      [
        'an API document with an unknown key',
        (body) => body.routes,
        (body) => ({ ...body, stricter: 1 }),
        'registry_corrupt',
      ],
      ['the document of another API', (body) => body.routes, (body) => ({ ...body, api: 'b' }), 'registry_corrupt'],
      ['a manifest that is none', isManifest, () => [], 'registry_corrupt'],
      [
        'a manifest for another schema',
        isManifest,
        (body) => ({ ...body, schema: 'f'.repeat(64) }),
        'registry_corrupt',
      ],
      ['a slice that is none', (body) => body.policies && !body.schema, () => 'x', 'registry_corrupt'],
      [
        'a policy that Cedar cannot read',
        (body) => body.policies && !body.schema,
        () => ({ version: 1, policies: { a: { effect: 'permitted' } } }),
        'registry_corrupt',
      ],
    ])('%s is a fault', async (_, pick, change, reason) => {
      expect(await withDocument(pick, change)).toBe(reason);
    });

    test.each([
      ['global', 'GLOBAL STATE'],
      ['tenant', undefined],
    ])('a %s policy pointer for another schema alone is a fault, never “no policies”', async (_, name) => {
      const rig = new AuthorizerRig();
      const { text, key } = rig.registry.mint('globex', 'eve');
      const item = rig.registry.items.get(name ?? `${key.pk} TENANT`)!;
      item.policies = { ['e'.repeat(64)]: 'f'.repeat(64) };

      expect((await rig.askAs(text)).kind).toBe('fault');
      expect(rig.reason).toBe('policy_unavailable');
    });
  });

  test('records that name different owners are a fault', async () => {
    const rig = new AuthorizerRig();
    const eve = rig.registry.mint('globex', 'eve');
    const changes: [string, object][] = [
      [`${eve.key.pk} ${eve.key.sk}`, { tenant: 'acme' }],
      [`${eve.key.pk} ${eve.key.sk}`, { user: 'mallory' }],
      [`${eve.key.pk} ${eve.key.sk}`, { tokenId: 'another' }],
      [`${eve.key.pk} TENANT`, { tenant: 'acme' }],
    ];

    for (const [name, change] of changes) {
      const kept = rig.registry.items.get(name)!;
      rig.registry.items.set(name, { ...kept, ...change });
      expect((await rig.askAs(eve.text)).kind).toBe('fault');
      expect(rig.reason).toBe('registry_corrupt');
      rig.registry.items.set(name, kept);
    }
    expect((await rig.askAs(eve.text)).kind).toBe('pass');
  });

  test('S1 whatever read fails, in whatever way: nothing that was not decided gets through', async () => {
    const faults: ((command: BatchGetCommand) => Promise<BatchGetCommandOutput>)[] = [
      () => Promise.reject(Object.assign(new Error(), { name: 'ProvisionedThroughputExceededException' })),
      () => Promise.reject(new Error('socket hang up')),
      async () => ({ $metadata: {} }),
      async () => ({ $metadata: {}, Responses: { another: [] } }),
      async (command) => ({ $metadata: {}, Responses: { [TABLE]: [] }, UnprocessedKeys: command.input.RequestItems }),
      async () => ({ $metadata: {}, Responses: { [TABLE]: [{ pk: 'GLOBAL', sk: 'STATE', release: 1 }] } }),
      async (command) => ({
        $metadata: {},
        Responses: { [TABLE]: command.input.RequestItems![TABLE]!.Keys!.map((key) => ({ ...key, body: '{}' })) },
      }),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.nat(faults.length - 1)), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        async (plan, isJwt) => {
          const rig = new AuthorizerRig();
          const { text } = rig.registry.mint('acme', 'ci');
          let hit = false;
          let read = 0;
          rig.registry.fault = (command) => {
            const planned = plan[read++ % plan.length];
            if (planned === null || planned === undefined) {
              return undefined;
            }
            hit = true;
            return faults[planned]!(command);
          };

          const verdict = await rig.askAs(isJwt ? rig.jwt() : text);

          expect(verdict.kind).toBe(hit ? 'fault' : 'pass');
          expect(rig.records).toHaveLength(1);
        },
      ),
      propertyRuns(300),
    );
  });

  test('K1 an issuer that is down: its tokens are a fault, proxy tokens pass', async () => {
    const rig = new AuthorizerRig();
    rig.fetchFault = new Error('ECONNREFUSED');

    expect((await rig.askAs(rig.jwt())).kind).toBe('fault');
    expect(rig.reason).toBe('issuer_unavailable');
    expect((await rig.askAs(rig.registry.mint('acme', 'ci').text)).kind).toBe('pass');
  });

  test('L4 the log of a fault has our own words only: of other people’s errors the name', async () => {
    const failing = (failure: unknown) =>
      rigWith(registryWith(() => ({ snapshot: () => Promise.reject(failure) }))).askAs(TOKEN);
    const TOKEN = new AuthorizerRig().registry.mint('acme', 'ci').text;

    expect(await failing(new DependencyFault('registry', 'unavailable', 'It is down.'))).toMatchObject({
      detail: 'It is down.',
    });
    expect(await failing(new TypeError('claims: …'))).toMatchObject({ detail: 'TypeError' });
    expect(await failing('claims: …')).toMatchObject({ detail: 'string' });
  });

  test('what was certain before a fault stands in its record', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');
    rig.registry.change({ pk: 'GLOBAL', sk: 'STATE' }, { release: 'a'.repeat(64) });

    await rig.askAs(text);

    expect(rig.records[0]?.unmapped).toMatchObject({
      decision: 'fault',
      tenant: 'acme',
      principal: 'acme/ci',
      credential: 'proxyToken',
      api: '-',
    });
  });
});
