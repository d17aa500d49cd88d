import type { UserDeclaration } from '../contract/declarations';
import type { UserRecord } from '../contract/registry-records';
import { userItemKey } from './declared-user';
import { establishUser } from './establish-user';
import { ensureFirstToken } from './first-token';
import { isMetered } from './metering-key';
import type { RegistrarPorts } from './registrar-ports';
import { termDifferences } from './user-terms';

/**
 * Makes a user's record, key and first token what is declared; does nothing where they are. Never changes its status.
 *
 * It may stop at any point and be run again: the key's value is stored before the key is made, and each later field
 * is stored when what it stands for is done.
 */
export async function provisionUser(
  ports: RegistrarPorts,
  declared: UserDeclaration,
  stored: UserRecord | undefined,
): Promise<void> {
  const { tenant, user, firstTokenSecretArn } = declared;
  if (stored !== undefined && isProvisioned(stored, declared)) {
    return;
  }
  const save = (change: Partial<UserRecord>) =>
    ports.registry.upsertUser(userItemKey(declared), { tenant, user, ...change });
  const firstToken = stored?.firstTokenSecretArn;
  const formerSecret = firstToken === firstTokenSecretArn ? {} : { firstTokenSecretArn: undefined };
  const begin = (change: Partial<UserRecord>) => save({ ...change, declared: true, ...formerSecret });
  await establishUser(ports, declared, stored, begin, save);
  if (firstTokenSecretArn !== undefined && firstToken !== firstTokenSecretArn) {
    await ensureFirstToken(ports, declared, firstTokenSecretArn);
    await save({ firstTokenSecretArn });
  }
}

function isProvisioned(stored: UserRecord, declared: UserDeclaration): boolean {
  return (
    stored.declared &&
    termDifferences(stored, declared).length === 0 &&
    isMetered(stored, declared.planId) &&
    stored.firstTokenSecretArn === declared.firstTokenSecretArn
  );
}
