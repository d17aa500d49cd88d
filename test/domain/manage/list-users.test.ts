import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { everyUser, listUsers, UnknownPageError } from '../../../lambda/domain/manage/list-users';
import { declarations, RegistrarRig } from '../../support/registrar-rig';

describe('Users, listed', () => {
  it.each(['nonsense', Buffer.from('null').toString('base64url'), Buffer.from('{"tenant":1}').toString('base64url')])(
    'have no page %s',
    async (after) => {
      const rig = new RegistrarRig();
      await rig.deploy(declarations());
      const { managed } = rig.managePorts();
      const names = await readDeclaredNames(managed);

      await expect(listUsers(managed, names, { limit: 5, after })).rejects.toBeInstanceOf(UnknownPageError);
    },
  );

  it('are not those of a tenant that nobody knows', async () => {
    const rig = new RegistrarRig();
    await rig.deploy(declarations());
    const { managed } = rig.managePorts();
    const names = await readDeclaredNames(managed);

    await expect(listUsers(managed, names, { tenant: 'nobody', limit: 5 })).rejects.toThrow(/nobody/);
  });

  it.each([1, 2, 3, 4, 5, 6])('come in pages of %d, each once, whatever tenants they are of', async (limit) => {
    const rig = await crowded();
    const { managed } = rig.managePorts();
    const names = await readDeclaredNames(managed);

    const pages: string[][] = [];
    let after: string | undefined;
    do {
      const page = await listUsers(managed, names, { limit, ...(after === undefined ? {} : { after }) });
      pages.push(page.items.map(({ tenant, user }) => `${tenant}/${user}`).sort());
      after = page.next;
    } while (after !== undefined);

    expect(pages.flat().sort()).toEqual(CROWD);
    expect(Math.max(...pages.map((page) => page.length))).toBe(Math.min(limit, CROWD.length));
    expect(pages.flat().map((name) => name.split('/')[0])).toEqual(CROWD.map((name) => name.split('/')[0]));
  });

  it('of one tenant are pages of its own alone', async () => {
    const { managed } = (await crowded()).managePorts();
    const names = await readDeclaredNames(managed);

    const first = await listUsers(managed, names, { tenant: 'acme', limit: 2 });
    const rest = await listUsers(managed, names, { tenant: 'acme', limit: 2, after: first.next as string });

    expect(first.items).toHaveLength(2);
    expect([...first.items, ...rest.items].map(({ user }) => user).sort()).toEqual(['a', 'b', 'c']);
    expect(rest.next).toBeUndefined();
  });

  it('are all there for what must look at all, over more pages than one', async () => {
    const { managed } = (await crowded(600)).managePorts();

    const seen: string[] = [];
    for await (const { tenant, user } of everyUser(managed, await readDeclaredNames(managed))) {
      seen.push(`${tenant}/${user}`);
    }

    expect(seen).toHaveLength(CROWD.length + 600);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

const CROWD = ['acme/a', 'acme/b', 'acme/c', 'globex/d', 'umbrella/e'];

/** @param more users of a tenant beside the crowd. */
async function crowded(more = 0): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  const added = Array.from({ length: more }, (_, index) => `umbrella/more-${index}`);
  const users = [...CROWD, ...added].map((name) => {
    const [tenant, user] = name.split('/') as [string, string];
    return { tenant, user, roles: [], planId: 'plan-a', federated: { issuerId: 'okta', subject: user } };
  });
  await rig.deploy(declarations({ tenants: [], users }));
  return rig;
}
