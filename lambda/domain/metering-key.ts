import { KeyQuotaFault } from './key-quota-fault';
import type { ApiKeys, Randomness } from './ports';

/** Bytes of a key's value: 43 characters, within API Gateway's 20 to 128. */
const VALUE_BYTES = 32;

/** The part of a tenant's or user's record that its API Gateway key is known by. */
export interface MeteringFields {
  readonly meteringKey?: string;
  readonly meteringKeyId?: string;
  readonly planId?: string;
  readonly joiningPlanIds?: readonly string[];
}

/** @returns the value that a record's key has, or shall have: to be stored before the key is made. */
export function meteringValueOf(stored: MeteringFields | undefined, randomness: Randomness): string {
  return stored?.meteringKey ?? randomness.base64url(VALUE_BYTES);
}

/** Whether a record's key is in a plan, and in no other, as far as the record says. */
export function isMetered(stored: MeteringFields, planId: string | undefined): boolean {
  return planId === undefined
    ? stored.meteringKey === undefined
    : stored.meteringKeyId !== undefined && stored.planId === planId && stored.joiningPlanIds === undefined;
}

/**
 * Brings a record's key into being and into its plan. Each step is stored when it is done, so that another run goes on
 * where this one stopped, and a key that was made without being stored is found by its value. Which plan it is about to
 * join is stored before it does: whoever comes next, with whatever plan, knows where the key can be.
 *
 * @param name of the key, @param value already stored in the record.
 */
export async function ensureMetering(
  keys: ApiKeys,
  name: string,
  value: string,
  stored: MeteringFields | undefined,
  planId: string,
  save: (change: MeteringFields) => Promise<void>,
): Promise<void> {
  const known = stored?.meteringKeyId;
  const keyId = known ?? (await keys.ensureKey(name, value));
  if (stored !== undefined && isMetered(stored, planId)) {
    return;
  }
  const noted = stored?.joiningPlanIds ?? [];
  const joining = noted.includes(planId) || stored?.planId === planId ? noted : [...noted, planId];
  if (known === undefined || joining !== noted) {
    await save({ meteringKeyId: keyId, joiningPlanIds: joining });
  }
  const former = [stored?.planId, ...joining].filter((each): each is string => each !== undefined && each !== planId);
  await keys.ensurePlan(keyId, planId, former);
  await save({ planId, joiningPlanIds: undefined });
}

/** Deletes a record's key, whether or not its id was stored. */
export async function deleteMetering(keys: ApiKeys, name: string, stored: MeteringFields): Promise<void> {
  const keyId = stored.meteringKeyId ?? (await findKey(keys, name, stored.meteringKey));
  if (keyId !== undefined) {
    await keys.deleteKey(keyId);
  }
}

/** A key can have been made without its id being stored: only its value finds it. */
async function findKey(keys: ApiKeys, name: string, value: string | undefined): Promise<string | undefined> {
  try {
    return value === undefined ? undefined : await keys.ensureKey(name, value);
  } catch (fault) {
    if (fault instanceof KeyQuotaFault) {
      // There is none: it would have been found, and none could be made.
      return undefined;
    }
    throw fault;
  }
}

/** Takes the key out of a record. */
export const NO_METERING: MeteringFields = {
  meteringKey: undefined,
  meteringKeyId: undefined,
  planId: undefined,
  joiningPlanIds: undefined,
};
