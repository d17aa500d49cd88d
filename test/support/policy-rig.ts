import type { ManagedPolicy } from '../../lambda/contract/managed-policies';
import { planVersion, putInForce } from '../../lambda/domain/manage/policies/change-policies';
import { readManagedSet } from '../../lambda/domain/manage/policies/managed-set';
import { PolicyRefusal } from '../../lambda/domain/manage/policies/policy-refusal';
import type { RegistrarPorts } from '../../lambda/domain/registrar-ports';
import { AttachmentRig } from './attachment-rig';
import { declarations } from './registrar-rig';

export const FREEZE: ManagedPolicy = {
  id: 'freeze',
  text: 'forbid(principal, action == Gatehouse::Action::"shop:Write", resource);',
};
export const READERS: ManagedPolicy = {
  id: 'readers',
  text: '@id("readers")\npermit(principal in Gatehouse::Role::"reader", action, resource);',
};
export const NARROW: ManagedPolicy = {
  id: 'narrow',
  text: 'permit(principal, action == Gatehouse::Action::"shop:Read", resource);',
};

export async function put(ports: RegistrarPorts, policies: readonly ManagedPolicy[], tenant?: string, note?: string) {
  const set = await readManagedSet(ports, tenant);
  const author = { by: 'ann', at: 7, ...(note !== undefined && { note }) };
  return await putInForce(ports, await planVersion(ports, set, policies, author));
}

export async function refusalOf(run: Promise<unknown>): Promise<{ kind: string; details: readonly string[] }> {
  const refusal: unknown = await run.then(
    () => new Error('It was not refused.'),
    (error: unknown) => error,
  );
  if (!(refusal instanceof PolicyRefusal)) {
    throw refusal;
  }
  return { kind: refusal.kind, details: refusal.details };
}

export async function deployed(change: Parameters<typeof declarations>[0] = {}): Promise<AttachmentRig> {
  const rig = new AttachmentRig();
  expect(await rig.deploy(declarations(change))).toMatchObject({ ok: true });
  return rig;
}

/** Ids in a tenant's own set, for the schema in force. */
export async function ownIds(rig: AttachmentRig, tenant: string): Promise<string[] | undefined> {
  const { schema } = await rig.inForce();
  const pointer = rig.tenant(tenant)?.policies[schema];
  if (pointer === undefined) {
    return undefined;
  }
  const { slices } = (await rig.registry.readDocument(pointer)) as { slices: Record<string, string> };
  const all = await Promise.all(Object.values(slices).map((hash) => rig.registry.readDocument(hash)));
  return all.flatMap((slice) => Object.keys((slice as { policies: object }).policies)).sort();
}

export const WIDER = {
  apis: [
    ...declarations().apis,
    { ...declarations().apis[0]!, api: 'books', routes: declarations().apis[0]!.routes.slice(0, 1) },
  ],
};
