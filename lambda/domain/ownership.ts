import type { TenantRecord, UserRecord } from '../contract/registry-records';

type Owned = Pick<UserRecord, 'managed'> & Pick<TenantRecord, 'declared'>;

/** Whether somebody stands for a tenant or a user: the stack that declares it, or whoever made it by hand. */
export function isInForce({ declared, managed }: Owned): boolean {
  return declared !== false || managed === true;
}

/** Who stands for a record; `nobody` = what a stack no longer declares, or a deletion left behind. */
export type Owner = 'stack' | 'operator' | 'nobody';

export function ownerOf({ declared, managed }: Owned): Owner {
  return managed === true ? 'operator' : declared === false ? 'nobody' : 'stack';
}
