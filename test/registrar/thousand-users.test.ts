import type { UserDeclaration } from '../../lambda/contract/declarations';
import { PacedApiKeys } from '../../lambda/domain/paced-api-keys';
import { type ApiKeys, ThrottledError } from '../../lambda/domain/ports';
import { publishRelease } from '../../lambda/domain/publish-release';
import { contentOfDeclarations } from '../../lambda/domain/release-content';
import { RateLimit } from '../../local/services/rate-limit';
import { SettableClock } from '../local/support/settable-clock';
import { declarations, RegistrarRig } from '../support/registrar-rig';

const MINUTE = 60_000;

const USERS: UserDeclaration[] = Array.from({ length: 1000 }, (_, index) => ({
  tenant: `tenant-${index % 10}`,
  user: `user-${index}`,
  roles: ['reader'],
  planId: 'plan',
  firstTokenSecretArn: `arn:${index}`,
}));

/** Keys at API Gateway's rates: CreateApiKey 5 a second, all operations 10 a second. */
function rated(keys: ApiKeys, clock: SettableClock): ApiKeys {
  const creates = new RateLimit(5, clock);
  const all = new RateLimit(10, clock);
  const admit = (...limits: RateLimit[]) => {
    if (!limits.every((limit) => limit.take())) {
      throw new ThrottledError('slow down');
    }
  };
  return {
    ensureKey: async (name, value) => (admit(all, creates), await keys.ensureKey(name, value)),
    ensurePlan: async (...given) => (admit(all), await keys.ensurePlan(...given)),
    deleteKey: async (keyId) => (admit(all), await keys.deleteKey(keyId)),
  };
}

describe('a thousand users', () => {
  it('are provisioned well inside a function’s 15 minutes, and read only where nothing changed', async () => {
    const clock = new SettableClock();
    const started = clock.now();
    const rig = new RegistrarRig();
    // Waits of several workers count one after the other here: the time is an upper bound.
    const pause = async (milliseconds: number) => clock.advance(milliseconds);
    const ports = rig.ports();
    const paced = { ...ports, keys: new PacedApiKeys(rated(ports.keys, clock), pause, ports.deadline) };
    const content = contentOfDeclarations('0'.repeat(64), declarations({ tenants: [], users: USERS }));

    expect(await publishRelease(paced, content)).toMatchObject({ ok: true });

    expect(clock.now() - started).toBeLessThan(10 * MINUTE);
    expect(rig.apiKeys.keys.size).toBe(1000);
    expect(rig.secrets.values.size).toBe(1000);
    expect(USERS.every((user) => rig.user(user)?.meteringKeyId !== undefined)).toBe(true);

    const [{ writes }, calls] = [rig.registry, rig.calls.length];
    expect(await publishRelease(paced, content)).toMatchObject({ ok: true });
    expect(rig.registry.writes).toBe(writes);
    expect(rig.calls.length - calls).toBeLessThan(12);
  });
});
