import type { UserRecord } from '../contract/registry-records';
import { userKeyName } from './declared-user';
import { deleteMetering, ensureMetering, type MeteringFields, meteringValueOf, NO_METERING } from './metering-key';
import type { RegistrarPorts } from './registrar-ports';
import { termFields, type UserTerms } from './user-terms';

export type EstablishPorts = Pick<RegistrarPorts, 'keys' | 'randomness' | 'keyPrefix'>;

/**
 * Makes a user's record and its API Gateway key what the terms say: for users that a stack declares and for those that
 * the command line makes. It may stop at any point and be run again.
 *
 * @param begin stores what is said of the user, and the value that its key will have: before the key is made.
 * @param save stores what was done since.
 */
export async function establishUser(
  ports: EstablishPorts,
  terms: UserTerms,
  stored: UserRecord | undefined,
  begin: (change: Partial<UserRecord>) => Promise<void>,
  save: (change: MeteringFields) => Promise<void>,
): Promise<void> {
  const { planId } = terms;
  const name = userKeyName(ports.keyPrefix, terms);
  if (planId === undefined) {
    await begin(termFields(terms));
    if (stored?.meteringKey !== undefined) {
      await deleteMetering(ports.keys, name, stored);
      await save(NO_METERING);
    }
    return;
  }
  const meteringKey = meteringValueOf(stored, ports.randomness);
  await begin({ ...termFields(terms), meteringKey });
  await ensureMetering(ports.keys, name, meteringKey, stored, planId, save);
}
