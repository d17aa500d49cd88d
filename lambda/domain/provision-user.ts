import type { UserDeclaration } from '../contract/declarations';
import type { UserRecord } from '../contract/registry-records';
import { userItemKey, userKeyName } from './declared-user';
import { ensureFirstToken } from './first-token';
import { ensureMetering, meteringValueOf } from './metering-key';
import type { RegistrarPorts } from './registrar-ports';

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
  const { tenant, user, roles, planId, firstTokenSecretArn } = declared;
  if (stored !== undefined && isProvisioned(stored, declared)) {
    return;
  }
  const save = (change: Partial<UserRecord>) =>
    ports.registry.upsertUser(userItemKey(declared), { tenant, user, ...change });
  const meteringKey = meteringValueOf(stored, ports.randomness);
  const firstToken = stored?.firstTokenSecretArn;
  const formerSecret = firstToken === firstTokenSecretArn ? {} : { firstTokenSecretArn: undefined };
  await save({ roles, declared: true, expiresAt: expiryOf(declared), meteringKey, ...formerSecret });
  await ensureMetering(ports.keys, userKeyName(ports.keyPrefix, declared), meteringKey, stored, planId, save);
  if (firstTokenSecretArn !== undefined && firstToken !== firstTokenSecretArn) {
    await ensureFirstToken(ports, declared, firstTokenSecretArn);
    await save({ firstTokenSecretArn });
  }
}

function isProvisioned(stored: UserRecord, declared: UserDeclaration): boolean {
  return (
    stored.declared &&
    stored.user === declared.user &&
    JSON.stringify(stored.roles) === JSON.stringify(declared.roles) &&
    stored.expiresAt === expiryOf(declared) &&
    stored.meteringKeyId !== undefined &&
    stored.planId === declared.planId &&
    stored.firstTokenSecretArn === declared.firstTokenSecretArn
  );
}

function expiryOf({ expiresAt }: UserDeclaration): number | undefined {
  return expiresAt === undefined ? undefined : Date.parse(expiresAt);
}
