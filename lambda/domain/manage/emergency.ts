import { allIssuers, type ProxyDocument } from '../../contract/proxy-document';
import { revocationKey, type RevocationRecord } from '../../contract/registry-records';
import type { Clock, RevocationWriter } from '../ports';
import { revocationReference } from '../reference';
import { revocationOf } from '../revocation';
import type { DeclaredNames } from './declared-names';
import type { GlobalSwitches } from './global-switches';
import type { ManagePorts } from './manage-ports';
import { setTenantStatus, setUserStatus } from './set-status';
import type { UserName } from './manage-user';

/** What can be revoked and restored by one write. */
export type Revocable =
  | { readonly kind: 'user'; readonly name: UserName }
  | { readonly kind: 'tenant'; readonly tenant: string }
  | { readonly kind: 'role' | 'api'; readonly name: string }
  /** `issuer` is the exact `iss`; `name` the subject, or a token's `jti`. */
  | { readonly kind: RevocationRecord['kind']; readonly issuer: string; readonly name: string }
  | { readonly kind: 'all' };

export interface EmergencyPorts extends Pick<ManagePorts, 'managed'> {
  readonly switches: GlobalSwitches;
  readonly revocations: RevocationWriter;
  readonly clock: Clock;
}

/**
 * Revokes. It reads nothing but the item of the user or tenant, and neither release nor policies: it works while those are
 * broken. Safe to repeat.
 *
 * @returns epoch milliseconds: when it was written at the latest.
 * @throws ManageRefusal `user_unknown`, `tenant_unknown`; DependencyFault
 */
export async function revokeInEmergency(ports: EmergencyPorts, what: Revocable): Promise<number> {
  await change(ports, what, true);
  return ports.clock.now();
}

/** Takes a revocation back; what was not revoked stays as it is. */
export async function restoreAccess(ports: EmergencyPorts, what: Revocable): Promise<number> {
  await change(ports, what, false);
  return ports.clock.now();
}

async function change(ports: EmergencyPorts, what: Revocable, revoked: boolean): Promise<void> {
  const { switches } = ports;
  switch (what.kind) {
    case 'user':
      await setUserStatus(ports, what.name, revoked ? 'suspended' : 'active');
      break;
    case 'tenant':
      await setTenantStatus(ports, what.tenant, revoked ? 'suspended' : 'active');
      break;
    case 'role':
    case 'api': {
      const list = what.kind === 'role' ? 'revokedRoles' : 'revokedApis';
      await (revoked ? switches.add(list, what.name) : switches.remove(list, what.name));
      break;
    }
    case 'all':
      await switches.setStatus(revoked ? 'closed' : 'open');
      break;
    case 'jwt':
    case 'subject':
      await changeRevocation(ports, what, revoked);
  }
}

async function changeRevocation(
  { revocations, clock }: Pick<EmergencyPorts, 'revocations' | 'clock'>,
  what: Extract<Revocable, { readonly issuer: string }>,
  revoked: boolean,
): Promise<void> {
  if (revoked) {
    // Without an end: when its token ends, nobody has verified.
    const { key, record } = revocationOf(what, clock.now());
    await revocations.revoke(key, record);
  } else {
    await revocations.restore(revocationKey(revocationReference(what.kind, what.issuer, what.name)));
  }
}

/** What of the deployed proxy may be named. */
type Known = Pick<DeclaredNames, 'proxy' | 'release'>;

/** The exact `iss` of an issuer that is named by its id, or by that itself. */
export function issuerAddress(issuer: string, proxy: ProxyDocument | undefined): string {
  return (proxy && allIssuers(proxy).find(({ id }) => id === issuer)?.issuer) ?? issuer;
}

/**
 * What speaks against a name, for a person: it is revoked all the same, since it may be on its way.
 *
 * @param known left out = it could not be read.
 */
export function doubtAbout(what: Revocable, known: Known | undefined): string | undefined {
  if (what.kind !== 'api' && !('issuer' in what)) {
    return undefined;
  }
  if (known === undefined) {
    return 'What is deployed cannot be read, so the name is not checked.';
  }
  const [given, names] =
    'issuer' in what
      ? [what.issuer, allIssuers(known.proxy).map(({ issuer }) => issuer)]
      : [what.name, Object.keys(known.release.apis)];
  return names.includes(given)
    ? undefined
    : `Nothing of this name is deployed: "${given}". There are: ${names.join(', ') || 'none'}.`;
}
