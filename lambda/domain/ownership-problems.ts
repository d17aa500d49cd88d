import type { UserDeclaration } from '../contract/declarations';
import type { TenantRecord } from '../contract/registry-records';
import { userItemKey } from './declared-user';
import { ownerOf } from './ownership';
import type { RegistrarPorts } from './registrar-ports';

const REMEDY = 'Take it out of the stack, or delete it with the command line and deploy again.';

/**
 * What a release declares, or its users name, although somebody made it with the command line.
 *
 * @param tenants records of the tenants that the release declares. @returns one sentence each.
 */
export async function ownershipProblems(
  { registry, keyPrefix }: Pick<RegistrarPorts, 'registry' | 'keyPrefix'>,
  users: readonly UserDeclaration[],
  tenants: readonly TenantRecord[],
): Promise<string[]> {
  const declarer = `is declared by the stack of the proxy "${keyPrefix}"`;
  const storedUsers = await registry.readUsers(users.map(userItemKey));
  return [
    ...tenants
      .filter((stored) => ownerOf(stored) === 'operator')
      .map(
        ({ tenant }) => `Tenant ${JSON.stringify(tenant)} ${declarer}, and managed with the command line. ${REMEDY}`,
      ),
    ...users.flatMap(({ tenant, user }, index) => {
      const stored = storedUsers[index];
      return stored !== undefined && ownerOf(stored) === 'operator'
        ? [
            `User ${JSON.stringify(`${tenant}/${user}`)} ${declarer}, and managed with the command line${
              stored.owner === undefined ? '' : ` (owner ${JSON.stringify(stored.owner)})`
            }. ${REMEDY}`,
          ]
        : [];
    }),
  ];
}
