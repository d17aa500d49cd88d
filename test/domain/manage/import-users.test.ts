import { createTenant } from '../../../lambda/domain/manage/manage-tenant';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { type ImportOutcome, importUsers } from '../../../lambda/domain/manage/import-users';
import { everyUser } from '../../../lambda/domain/manage/list-users';
import { ManageRefusal } from '../../../lambda/domain/manage/manage-refusal';
import { KeyQuotaFault } from '../../../lambda/domain/key-quota-fault';
import { PacedApiKeys } from '../../../lambda/domain/paced-api-keys';
import { type ApiKeys, ThrottledError } from '../../../lambda/domain/ports';
import type { UserTerms } from '../../../lambda/domain/user-terms';
import { RateLimit } from '../../../local/services/rate-limit';
import { SettableClock } from '../../local/support/settable-clock';
import { writeFigures } from '../../support/figures';
import { declarations, RegistrarRig } from '../../support/registrar-rig';

const FULL = process.env['GATEHOUSE_RUNS'] === 'full';
const COUNT = FULL ? 10_000 : 300;

function usersOf(count: number): UserTerms[] {
  return Array.from({ length: count }, (_, index) => ({
    tenant: 'many',
    user: `user-${index}`,
    roles: ['reader'],
    planId: 'plan-a',
  }));
}

async function start(): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  await rig.deploy(declarations());
  const ports = rig.managePorts();
  await createTenant(ports, await readDeclaredNames(ports.managed), { tenant: 'many', planId: 'plan-t' });
  return rig;
}

/** Keys at API Gateway's rate, of which an account has so many. */
function limited(rig: RegistrarRig, clock: SettableClock, quota = Number.POSITIVE_INFINITY): ApiKeys {
  const creates = new RateLimit(5, clock);
  const { keys } = rig.managePorts();
  return {
    ...keys,
    ensureKey: async (name, value) => {
      if (!creates.take()) {
        throw new ThrottledError('slow down');
      }
      if (rig.apiKeys.keys.size >= quota && ![...rig.apiKeys.keys.values()].some((key) => key.value === value)) {
        throw new KeyQuotaFault();
      }
      return await keys.ensureKey(name, value);
    },
    ensurePlan: (...given) => keys.ensurePlan(...given),
    deleteKey: (keyId) => keys.deleteKey(keyId),
  };
}

async function run(rig: RegistrarRig, users: readonly UserTerms[], quota?: number) {
  const clock = new SettableClock();
  const started = clock.now();
  const pause = async (milliseconds: number) => clock.advance(milliseconds);
  const plain = rig.managePorts();
  const ports = { ...plain, keys: new PacedApiKeys(limited(rig, clock, quota), pause, () => false) };
  const outcomes: ImportOutcome[] = [];
  await importUsers(ports, await readDeclaredNames(plain.managed), users, {
    onDone: (_, outcome) => void outcomes.push(outcome),
  });
  const count = (wanted: ImportOutcome) => outcomes.filter((outcome) => outcome === wanted).length;
  return { outcomes, count, seconds: (clock.now() - started) / 1000 };
}

describe('an import of many users', () => {
  it(`of ${COUNT} is stopped in the middle, run again, and whole; then they are listed in pages`, async () => {
    const rig = await start();
    const users = usersOf(COUNT);
    rig.calls = [];
    rig.fault = { call: COUNT * 5, when: 'after' };
    await expect(run(rig, users)).rejects.toThrow('after');
    const made = rig.apiKeys.keys.size;
    expect(made).toBeGreaterThan(COUNT / 4);
    expect(made).toBeLessThan(COUNT);
    rig.fault = undefined;

    const second = await run(rig, users);
    expect(second.count('created') + second.count('unchanged')).toBe(COUNT);
    expect(second.count('unchanged')).toBeGreaterThan(COUNT / 5);
    const third = await run(rig, users);

    expect(third.count('unchanged')).toBe(COUNT);
    const names = await readDeclaredNames(rig.registry);
    const listed = [];
    for await (const { tenant, user, meteringKeyId } of everyUser(rig.registry, names)) {
      if (tenant === 'many') {
        listed.push(user);
        expect(rig.apiKeys.keys.has(meteringKeyId as string)).toBe(true);
      }
    }
    expect(new Set(listed).size).toBe(COUNT);
    // The users' keys, the tenant's, and those of declared ones: none is left over.
    expect(rig.apiKeys.keys.size).toBe(COUNT + 1 + 3);
    if (FULL) {
      const goal = `${COUNT}`;
      writeFigures('import-users', [
        {
          name: 'Proxy users imported, stopped in the middle and run again',
          value: listed.length,
          unit: 'users',
          goal,
        },
      ]);
    }
  });

  it('goes on with tenants’ keys where API Gateway has none left, and finds them so again', async () => {
    const rig = await start();
    const users = usersOf(20);

    const first = await run(rig, users, rig.apiKeys.keys.size + 5);
    expect([first.count('created'), first.count('tenant_metered')]).toEqual([5, 15]);

    const again = await run(rig, users, rig.apiKeys.keys.size);
    expect(again.count('unchanged')).toBe(20);
  });

  it('passes over who cannot be made, and says why', async () => {
    const rig = await start();
    const ports = rig.managePorts();
    await createTenant(ports, await readDeclaredNames(ports.managed), { tenant: 'bare' });
    const [one] = usersOf(1) as [UserTerms];
    await run(rig, [one]);

    const { outcomes } = await run(
      rig,
      [
        { ...one, roles: ['other'] },
        { ...one, tenant: 'absent' },
        { ...one, tenant: 'acme', user: 'ci' },
        { ...one, tenant: 'bare' },
        { ...one, user: 'new' },
      ],
      rig.apiKeys.keys.size,
    );

    expect(outcomes.map((one) => (one instanceof ManageRefusal ? one.kind : one)).sort()).toEqual(
      ['declared', 'tenant_metered', 'tenant_unknown', 'tenant_unmetered', 'user_exists'].sort(),
    );
  });
});
