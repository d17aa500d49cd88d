import { apiKeyKey, type RegistryKey } from '../../../lambda/contract/registry-records';
import { KeyQuotaFault } from '../../../lambda/domain/key-quota-fault';
import { adoptApiKey } from '../../../lambda/domain/manage/adopt-api-key';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { deleteManagedUser, findDeletable } from '../../../lambda/domain/manage/delete-user';
import { type ImportOutcome, importUsers } from '../../../lambda/domain/manage/import-users';
import { setTenantStatus, setUserStatus } from '../../../lambda/domain/manage/set-status';
import { Redacted } from '../../../lambda/domain/ports';
import { digestProxyToken } from '../../../lambda/domain/proxy-token';
import type { UserTerms } from '../../../lambda/domain/user-terms';
import { declarations, InjectedFault, RegistrarRig } from '../../support/registrar-rig';
import { OKTA } from '../../support/okta-issuer';

const CI = { tenant: 'acme', user: 'ci' };
const EVE: UserTerms = { tenant: 'acme', user: 'eve', roles: ['reader'], planId: 'plan-a' };
const PAT: UserTerms = { ...EVE, user: 'pat', federated: { issuerId: 'okta', subject: 's9' } };

async function start() {
  const rig = new RegistrarRig();
  await rig.deploy(declarations({ proxy: { version: 1, issuers: [OKTA], apiKeysAsCredential: true } }));
  const ports = rig.managePorts();
  return { rig, ports, names: await readDeclaredNames(ports.managed) };
}

/** Deletes what is read, right after. */
function deletedMeanwhile(rig: RegistrarRig): void {
  const { registry } = rig;
  const after =
    <T>(read: (key: RegistryKey) => Promise<T>) =>
    async (key: RegistryKey) => {
      const found = await read.call(registry, key);
      await registry.delete(key);
      return found;
    };
  registry.readUser = after(registry.readUser);
  registry.readTenant = after(registry.readTenant);
}

describe('The status of a user and of a tenant', () => {
  it('is set, whoever declares them, and what it was is told', async () => {
    const { rig, ports } = await start();

    expect(await setUserStatus(ports, CI, 'suspended')).toBe('active');
    expect(await setUserStatus(ports, CI, 'suspended')).toBe('suspended');
    expect(await setTenantStatus(ports, 'acme', 'suspended')).toBe('active');
    expect(await setTenantStatus(ports, 'acme', 'suspended')).toBe('suspended');

    expect(rig.user(CI)?.status).toBe('suspended');
    expect(rig.tenant('acme')?.status).toBe('suspended');
  });

  it('is not that of one that does not exist', async () => {
    const { rig, ports } = await start();
    const before = rig.registry.state();

    await expect(setUserStatus(ports, { tenant: 'acme', user: 'no' }, 'suspended')).rejects.toMatchObject({
      kind: 'user_unknown',
      subject: 'acme/no',
    });
    await expect(setTenantStatus(ports, 'no', 'suspended')).rejects.toMatchObject({
      kind: 'tenant_unknown',
      subject: 'no',
    });
    expect(rig.registry.state()).toEqual(before);
  });

  it('is not that of one that is deleted meanwhile, and brings it not back', async () => {
    const { rig, ports } = await start();
    deletedMeanwhile(rig);

    await expect(setUserStatus(ports, CI, 'suspended')).rejects.toMatchObject({
      kind: 'user_unknown',
      subject: 'acme/ci',
    });
    await expect(setTenantStatus(ports, 'acme', 'suspended')).rejects.toMatchObject({
      kind: 'tenant_unknown',
      subject: 'acme',
    });
    expect([rig.user(CI), rig.tenant('acme')]).toEqual([undefined, undefined]);
  });
});

describe('A user with an adopted key, deleted', () => {
  it('leaves the key in API Gateway, where it opens nothing and may be adopted again', async () => {
    const { rig, ports, names } = await start();
    const value = 'an-existing-key-of-API-Gateway-1234';
    rig.apiKeys.keys.set('k1', { name: 'Legacy', value, plans: new Set(['plan-a']) });
    const adoption = {
      key: { keyId: 'k1', name: 'Legacy', value: new Redacted(value), enabled: true },
      planId: 'plan-a',
    };
    await adoptApiKey(ports, names, { tenant: 'acme', user: 'old', roles: [] }, adoption);
    const found = await findDeletable(ports, { tenant: 'acme', user: 'old' });
    const place = apiKeyKey(found.record.adoptedKey?.ref as string);
    expect(await ports.managed.readApiKey(place)).toBeDefined();

    await deleteManagedUser(ports, found);

    expect(rig.user({ tenant: 'acme', user: 'old' })).toBeUndefined();
    expect(await ports.managed.readApiKey(place)).toBeUndefined();
    expect(rig.apiKeys.keys.get('k1')?.plans).toEqual(new Set(['plan-a']));
    expect(await adoptApiKey(ports, names, { tenant: 'acme', user: 'new', roles: [] }, adoption)).toBe('created');
  });
});

describe('An import', () => {
  it('hands over the first token of each new user, and none of a federated one', async () => {
    const { rig, ports, names } = await start();
    const outcomes: [string, ImportOutcome][] = [];
    const tokens: [string, string][] = [];
    const options = {
      onDone: ({ user }: UserTerms, outcome: ImportOutcome) => void outcomes.push([user, outcome]),
      deliver: ({ user }: UserTerms, token: Redacted) => void tokens.push([user, token.reveal()]),
    };

    await importUsers(ports, names, [EVE, PAT], options);
    await importUsers(ports, names, [EVE], options);

    expect(outcomes.sort()).toEqual([
      ['eve', 'created'],
      ['eve', 'unchanged'],
      ['pat', 'created'],
    ]);
    expect(tokens).toEqual([['eve', expect.any(String)]]);
    const [stored] = await rig.tokens(EVE);
    expect(stored?.digest).toBe(digestProxyToken(tokens[0]?.[1] as string));
    expect(await rig.tokens(PAT)).toEqual([]);
  });

  it('stops at a fault, also where the tenant was about to meter', async () => {
    const { rig, ports, names } = await start();
    const outcomes: ImportOutcome[] = [];
    rig.apiKeys.ensureKey = async () => {
      rig.fault = { call: rig.calls.length, when: 'before' };
      throw new KeyQuotaFault();
    };

    const importing = importUsers(ports, names, [EVE], { onDone: (_, outcome) => void outcomes.push(outcome) });

    await expect(importing).rejects.toThrow(InjectedFault);
    expect(outcomes).toEqual([]);
    expect(rig.user(EVE)).toMatchObject({ creating: true });
  });
});
