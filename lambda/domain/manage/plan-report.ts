import type { Clock } from '../ports';
import type { UsagePlanLimits, UsagePlanReader } from './usage-plan-reader';

/** One usage plan of a proxy, as it is now. */
export interface PlanReport {
  readonly name: string;
  readonly id: string;
  /** Left out = the plan is not there any more. */
  readonly limits?: UsagePlanLimits;
  /** Only where asked for. */
  readonly usage?: readonly PlanUsage[];
}

/** What one key used today, and may still use. */
export interface PlanUsage {
  /** `tenant/user`, or the tenant whose federated principals share a key; a key of nobody here has its own id. */
  readonly principal: string;
  readonly keyId: string;
  readonly usedToday: number;
  /** Of the quota's period; left out = the plan has no quota. */
  readonly remaining?: number;
}

/**
 * Says what the plans of a proxy allow, and what was used of them.
 *
 * @param plans ids by name. @param usage whether usage is wanted: three more calls a plan, and one for each 500 keys.
 */
export async function reportPlans(
  ports: { readonly plans: UsagePlanReader; readonly clock: Clock; readonly keyPrefix: string },
  plans: ReadonlyMap<string, string>,
  usage: boolean,
): Promise<PlanReport[]> {
  const reports: PlanReport[] = [];
  for (const [name, id] of plans) {
    const limits = await ports.plans.limits(id);
    reports.push({
      name,
      id,
      ...(limits && { limits }),
      ...(limits && usage && { usage: await usageOf(ports, id, limits) }),
    });
  }
  return reports;
}

async function usageOf(
  { plans, clock, keyPrefix }: Parameters<typeof reportPlans>[0],
  planId: string,
  { quota }: UsagePlanLimits,
): Promise<PlanUsage[]> {
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const used = await plans.usage(planId, today);
  const names = new Map((await plans.keys(planId)).map(({ keyId, name }) => [keyId, name]));
  // A key that left the plan may have used it today.
  return [...new Set([...names.keys(), ...used.keys()])].map((keyId) => {
    const { used: usedToday, remaining } = used.get(keyId) ?? { used: 0, remaining: quota?.limit };
    const principal = principalOf(names.get(keyId), keyPrefix) ?? keyId;
    return { principal, keyId, usedToday, ...(quota && { remaining }) };
  });
}

function principalOf(name: string | undefined, keyPrefix: string): string | undefined {
  return name?.startsWith(keyPrefix) ? name.slice(keyPrefix.length) : name;
}
