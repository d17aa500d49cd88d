import type { Declarations } from '../contract/declarations';
import { PENDING_KEY, type ReleaseDocument } from '../contract/registry-records';
import { namedRelease } from './publish-release';
import type { RegistrarPorts } from './registrar-ports';
import { knownBy, userId } from './release-plan';
import { deleteAll } from './retire-all';

/**
 * Takes away what releases made: users with their keys and tokens, tenants' keys, and the pointers. Revocations and
 * suspensions stay: a table outlives its stack. It finds whatever a creation that failed half-way left behind.
 *
 * Where another proxy has published on the table since, everything is that one's: nothing is taken away.
 *
 * @param declared what stands beside the code, where it can be read.
 */
export async function withdrawRelease(
  ports: RegistrarPorts,
  declared: Pick<Declarations, 'tenants' | 'users'> | undefined,
): Promise<void> {
  const { registry } = ports;
  const global = await registry.readGlobal();
  const inForce = await namedRelease(ports, global?.release);
  const pending = await namedRelease(ports, await registry.readPending());
  if (inForce !== undefined && inForce.release.owner !== ports.keyPrefix) {
    if (pending?.release.owner === ports.keyPrefix) {
      await registry.delete(PENDING_KEY);
    }
    return;
  }
  const named = [inForce, pending];
  const known: ReleaseDocument['retired'][] = named.flatMap((found) =>
    found === undefined ? [] : [knownBy(found.release)],
  );
  if (declared !== undefined) {
    const tenants = [...declared.tenants, ...declared.users].map(({ tenant }) => tenant);
    known.push({ tenants, users: declared.users });
  }
  await deleteAll(ports, {
    tenants: [...new Set(known.flatMap(({ tenants }) => tenants))],
    users: [...new Map(known.flatMap(({ users }) => users.map((user) => [userId(user), user]))).values()],
  });
  await registry.withdrawRelease();
  await registry.delete(PENDING_KEY);
}
