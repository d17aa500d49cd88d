import { apiKeyKey } from '../../contract/registry-records';
import { userKeyName } from '../declared-user';
import { ensureMetering, isMetered, meteringValueOf } from '../metering-key';
import type { FoundUser } from './find-user';
import type { ManagePorts } from './manage-ports';
import { ManageRefusal } from './manage-refusal';
import { renderName } from './manage-user';

/**
 * Gives a user whose credential is an adopted API Gateway key a key of the proxy's own to be metered with: to be done
 * before the first token is minted. Calls with a token are then counted from zero; the adopted key stays what it is, and
 * is counted by itself, until it is taken away. Does nothing for any other user. May stop at any point and be run again.
 *
 * @returns whether the user has a new key, whose counter starts.
 */
export async function ensureOwnKey(ports: ManagePorts, { key, record }: FoundUser): Promise<boolean> {
  const { adoptedKey, version = 0 } = record;
  if (adoptedKey === undefined || isMetered(record, record.planId ?? adoptedKey.planId)) {
    return false;
  }
  const meteringKey = meteringValueOf(record, ports.randomness);
  const save = async (change: Parameters<typeof ports.managed.changeUser>[1]) => {
    if (!(await ports.managed.changeUser(key, change, 'managed'))) {
      if (change.meteringKeyId !== undefined) {
        await ports.keys.deleteKey(change.meteringKeyId);
      }
      throw new ManageRefusal('lost_race', renderName(record));
    }
  };
  if (record.meteringKey === undefined) {
    if (!(await ports.managed.changeUser(key, { meteringKey, version: version + 1 }, version))) {
      throw new ManageRefusal('lost_race', renderName(record));
    }
  }
  const planId = record.planId ?? adoptedKey.planId;
  await ensureMetering(ports.keys, userKeyName(ports.keyPrefix, record), meteringKey, record, planId, save);
  return true;
}

/**
 * Takes the adopted key away as a credential, when tokens have replaced it. The key itself stays in API Gateway, and
 * opens nothing any more. May stop at any point and be run again.
 *
 * @throws ManageRefusal `key_only` where the user has no key of the proxy's own yet.
 */
export async function dropAdoptedKey(ports: ManagePorts, { key, record }: FoundUser): Promise<boolean> {
  const { adoptedKey, version = 0 } = record;
  if (adoptedKey === undefined) {
    return false;
  }
  if (record.meteringKeyId === undefined) {
    throw new ManageRefusal('key_only', renderName(record), adoptedKey.keyId);
  }
  // First, since its record is found through the user's.
  await ports.managed.delete(apiKeyKey(adoptedKey.ref));
  if (!(await ports.managed.changeUser(key, { adoptedKey: undefined, version: version + 1 }, version))) {
    throw new ManageRefusal('lost_race', renderName(record));
  }
  return true;
}
