import {
  type ApiKey,
  GetUsagePlansCommand,
  paginateGetApiKeys,
  paginateGetUsagePlanKeys,
  type UsagePlan,
} from '@aws-sdk/client-api-gateway';
import type { AwsClients } from './aws-clients';

/** A usage plan of one API, with the names of its keys. */
export interface PlanWithKeys {
  readonly plan: UsagePlan;
  readonly keys: readonly string[];
}

/** API Gateway's keys of one proxy. @returns id by name without the proxy's prefix, `acme/shop` for example. */
export async function keysOf({ apiGateway }: AwsClients, restApiId: string): Promise<ReadonlyMap<string, string>> {
  const prefix = `gatehouse-${restApiId}-`;
  const keys: ApiKey[] = [];
  for await (const { items = [] } of paginateGetApiKeys({ client: apiGateway }, { nameQuery: prefix })) {
    keys.push(...items);
  }
  return new Map(
    keys
      .filter(({ name }) => name?.startsWith(prefix))
      .map(({ name, id }) => [String(name).slice(prefix.length), String(id)]),
  );
}

/** The usage plans of one API, by name. */
export async function plansOf(
  { apiGateway }: AwsClients,
  restApiId: string,
): Promise<ReadonlyMap<string, PlanWithKeys>> {
  const { items: plans = [] } = await apiGateway.send(new GetUsagePlansCommand({ limit: 500 }));
  const found = new Map<string, PlanWithKeys>();
  for (const plan of plans.filter(({ apiStages }) => apiStages?.some(({ apiId }) => apiId === restApiId))) {
    const keys: string[] = [];
    for await (const { items = [] } of paginateGetUsagePlanKeys({ client: apiGateway }, { usagePlanId: plan.id })) {
      keys.push(...items.map(({ name }) => String(name).replace(`gatehouse-${restApiId}-`, '')));
    }
    found.set(String(plan.name), { plan, keys: keys.sort() });
  }
  return found;
}
