import { apiKeyKey, type TokenRecord, userKey } from '../../../lambda/contract/registry-records';
import { createUser } from '../../../lambda/domain/manage/create-user';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { type FoundUser, findUser } from '../../../lambda/domain/manage/find-user';
import type { ManagePorts } from '../../../lambda/domain/manage/manage-ports';
import { ManageRefusal } from '../../../lambda/domain/manage/manage-refusal';
import { assertMintable, mintToken } from '../../../lambda/domain/manage/mint-token';
import { revokeToken } from '../../../lambda/domain/manage/revoke-token';
import { replaceable, rotateTokens } from '../../../lambda/domain/manage/rotate-tokens';
import { assertTask } from '../../../lambda/domain/manage/token-task';
import { digestProxyToken, parseProxyToken } from '../../../lambda/domain/proxy-token';
import type { UserTerms } from '../../../lambda/domain/user-terms';
import { declarations, InjectedFault, RegistrarRig } from '../../support/registrar-rig';

const EVE: UserTerms = { tenant: 'acme', user: 'eve', roles: ['reader'], planId: 'plan-a' };
const CI = { tenant: 'acme', user: 'ci' };
const HOUR = 3_600_000;
const TASK = { purpose: 'mend', actions: ['shop:Read'] };

type Run = (ports: ManagePorts, shown: string[]) => Promise<unknown>;

const mint: Run = async (ports, shown) =>
  mintToken(ports, await findUser(ports.managed, EVE), {}, (token) => void shown.push(token.reveal()));
const rotate: Run = async (ports, shown) =>
  rotateTokens(ports, await findUser(ports.managed, EVE), HOUR, (token) => void shown.push(token.reveal()));

async function start(): Promise<{ rig: RegistrarRig; shown: string[] }> {
  const rig = new RegistrarRig();
  await rig.deploy(declarations());
  const shown: string[] = [];
  const names = await readDeclaredNames(rig.registry);
  await createUser(rig.managePorts(), names, EVE, { deliver: (token) => void shown.push(token.reveal()) });
  return { rig, shown };
}

/** Makes the user one whose credential is an API Gateway key of somebody else's making. */
function adopt(rig: RegistrarRig, { key, tenantRef, userRef, record }: FoundUser): void {
  const own = ['meteringKey', 'meteringKeyId', 'planId'];
  const rest = Object.fromEntries(Object.entries(record).filter(([name]) => !own.includes(name)));
  rig.apiKeys.keys.clear();
  const adoptedKey = { keyId: 'theirs', planId: 'plan-a', ref: 'r' };
  rig.registry.items.set(`${key.pk} ${key.sk}`, { ...rest, adoptedKey });
  const { pk, sk } = apiKeyKey('r');
  rig.registry.items.set(`${pk} ${sk}`, { ...CI, tenantRef, userRef, keyId: 'theirs', digest: 'd' });
}

/** Tokens of the user, by what was shown of them. */
async function tokensOf(rig: RegistrarRig, shown: readonly string[]) {
  const tokens = await rig.tokens(EVE);
  const known = tokens.filter(({ digest }) => shown.some((text) => digestProxyToken(text) === digest));
  const usable = ({ status, expiresAt = Number.POSITIVE_INFINITY }: TokenRecord) =>
    status === 'active' && expiresAt > 1_000;
  return {
    all: tokens,
    lasting: known.filter((token) => usable(token) && token.expiresAt === undefined),
    ending: known.filter((token) => usable(token) && token.expiresAt !== undefined),
    unknown: tokens.filter((token) => usable(token) && !known.includes(token)),
    unfinished: tokens.filter((token) => usable(token) && token.unfinished === true),
  };
}

async function everyCrash(started: RegistrarRig, shown: readonly string[], run: Run) {
  const probe = started.copy();
  probe.calls = [];
  await run(probe.managePorts(), [...shown]);
  expect(probe.calls.length).toBeGreaterThan(3);
  const ends = [];
  for (const call of probe.calls.keys()) {
    for (const when of ['before', 'after'] as const) {
      const rig = started.copy();
      const all = [...shown];
      rig.calls = [];
      rig.fault = { call, when };
      await expect(run(rig.managePorts(), all)).rejects.toThrow(InjectedFault);
      rig.fault = undefined;
      await run(rig.managePorts(), all);
      ends.push({ call, when, rig, shown: all });
    }
  }
  return ends;
}

describe('minting and rotating that stop at any call, before or after it took effect, and run again', () => {
  test('mint: one token more that is known, none that nobody knows', async () => {
    const { rig: started, shown } = await start();

    for (const { call, when, rig, shown: all } of await everyCrash(started, shown, mint)) {
      const { lasting, unknown, unfinished } = await tokensOf(rig, all);
      expect({ call, when, lasting: lasting.length, unknown, unfinished }).toMatchObject({
        unknown: [],
        unfinished: [],
      });
      // One whose last call only lost its answer was whole already.
      expect(lasting.length - 2).toBeLessThanOrEqual(1);
      expect(lasting.map(({ digest }) => digest)).toContain(digestProxyToken(all.at(-1) as string));
      expect(lasting.map(({ digest }) => digest)).toContain(digestProxyToken(shown[0] as string));
    }
  });

  test('rotate: one new token that lasts, and no old one that is lost or lasts', async () => {
    const { rig: started, shown } = await start();
    await mint(started.managePorts(), shown);
    const counters = JSON.stringify([...started.apiKeys.keys].map(([id, { value }]) => [id, value]));

    for (const { call, when, rig, shown: all } of await everyCrash(started, shown, rotate)) {
      const { lasting, ending, unknown, unfinished } = await tokensOf(rig, all);
      expect({ call, when, lasting: lasting.map(({ digest }) => digest), unknown, unfinished }).toEqual({
        call,
        when,
        lasting: [digestProxyToken(all.at(-1) as string)],
        unknown: [],
        unfinished: [],
      });
      const old = shown.map((text) => digestProxyToken(text));
      expect(ending.map(({ digest }) => digest)).toEqual(expect.arrayContaining(old));
      expect(ending.every(({ expiresAt }) => expiresAt === 1_000 + HOUR)).toBe(true);
      expect(JSON.stringify([...rig.apiKeys.keys].map(([id, { value }]) => [id, value]))).toBe(counters);
    }
  });

  test('mint for a user with an adopted key: one key of its own, in the plan of the adopted one', async () => {
    const { rig: started, shown } = await start();
    adopt(started, await findUser(started.registry, EVE));

    for (const { rig } of await everyCrash(started, shown, mint)) {
      const { record } = await findUser(rig.registry, EVE);
      expect([...rig.apiKeys.keys.values()].map(({ plans }) => [...plans])).toEqual([['plan-a']]);
      expect(rig.apiKeys.keys.get(record.meteringKeyId as string)?.value).toBe(record.meteringKey);
      expect(record.adoptedKey?.keyId).toBe('theirs');
    }
  });
});

describe('two people at a time', () => {
  test.each([
    ['mint', mint],
    ['rotate', rotate],
  ])('both %s, wherever one comes between: whose token does not count is told, and one lasts', async (_name, run) => {
    const { rig: started, shown } = await start();
    const probe = started.copy();
    probe.calls = [];
    await run(probe.managePorts(), []);
    const outcomes = new Set<string>();

    for (const call of probe.calls.keys()) {
      const rig = started.copy();
      const all = [...shown];
      const plain = rig.managePorts();
      let made = 0;
      const managed = new Proxy(plain.managed, {
        get: (target, name) => {
          const member = Reflect.get(target, name);
          return async (...given: unknown[]) => {
            if (made++ === call) {
              await run(plain, all);
            }
            return await member.apply(target, given);
          };
        },
      });
      const outcome = await run({ ...plain, managed }, all).then(
        () => 'done',
        (refusal: unknown) => (refusal instanceof ManageRefusal ? refusal.kind : String(refusal)),
      );
      outcomes.add(outcome);
      const { lasting, unknown } = await tokensOf(rig, all);
      expect(unknown).toEqual([]);
      expect(lasting.length).toBeGreaterThan(0);
    }

    expect(outcomes).toEqual(new Set(['done', 'lost_race']));
  });
});

describe('tokens', () => {
  test('one is revoked by its ids, again without harm, and one that is not there is told', async () => {
    const { rig, shown } = await start();
    const ids = parseProxyToken(shown[0] as string) as NonNullable<ReturnType<typeof parseProxyToken>>;
    const ports = rig.managePorts();

    expect(await revokeToken(ports, ids)).toBe(true);
    expect(await revokeToken(ports, ids)).toBe(false);
    await expect(revokeToken(ports, { ...ids, tokenId: 'x' })).rejects.toMatchObject({ kind: 'token_unknown' });
    expect((await tokensOf(rig, shown)).lasting).toEqual([]);
  });

  test('a rotation leaves alone what is over, revoked, or of a task', async () => {
    const { rig, shown } = await start();
    const [lasting] = await rig.tokens(EVE);
    const token = lasting as TokenRecord;
    const others: TokenRecord[] = [
      { ...token, status: 'revoked' },
      { ...token, unfinished: true },
      { ...token, task: TASK },
      { ...token, expiresAt: 1_000 },
    ];

    expect(replaceable([token, ...others], 1_000)).toEqual([token]);
    expect(replaceable([{ ...token, expiresAt: 1_001 }], 1_000)).toHaveLength(1);
    expect(shown).toHaveLength(1);
  });

  test('an id that is taken, and users who cannot have one', async () => {
    const { rig } = await start();
    const ports = rig.managePorts();
    const found = await findUser(rig.registry, EVE);
    const with_ = (change: object): FoundUser => ({ ...found, record: { ...found.record, ...change } });
    const managed = new Proxy(ports.managed, {
      get: (target, name) => (name === 'createToken' ? async () => false : Reflect.get(target, name)),
    });

    await expect(mintToken({ ...ports, managed }, found, {}, () => {})).rejects.toMatchObject({ kind: 'lost_race' });
    expect(() => assertMintable(with_({ managed: undefined }))).toThrow('user_unknown');
    expect(() => assertMintable(with_({ creating: true }))).toThrow('user_unfinished');
    expect(() => assertMintable(with_({ federated: { issuerId: 'okta', subject: 's' } }))).toThrow('user_federated');
  });

  test('a task allows what is deployed', async () => {
    const { rig } = await start();
    const names = await readDeclaredNames(rig.registry);

    await assertTask(rig.registry, names, TASK);
    await expect(
      assertTask(rig.registry, names, { ...TASK, actions: ['shop:Read', 'shop:Burn'] }),
    ).rejects.toMatchObject({ kind: 'action_unknown', subject: 'shop:Burn', detail: 'shop:Read, shop:Write' });
  });

  test('the token of a user that is declared, and of one that was', async () => {
    const { rig } = await start();
    const declared = await findUser(rig.registry, CI);
    const shown: string[] = [];

    await mintToken(
      rig.managePorts(),
      declared,
      { task: TASK, expiresAt: 5 },
      (token) => void shown.push(token.reveal()),
    );

    expect((await rig.tokens(CI)).at(-1)).toMatchObject({ task: TASK, expiresAt: 5, status: 'active' });
    const { pk, sk } = userKey(declared.tenantRef, declared.userRef);
    rig.registry.items.set(`${pk} ${sk}`, { ...declared.record, declared: false });
    expect((await findUser(rig.registry, CI)).record.declared).toBe(false);
  });
});
