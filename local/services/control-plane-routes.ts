import type { UsagePlanModel } from '../gateway/model';
import type { ApiKeyRegistry, StoredApiKey } from './api-key-registry';
import type { RestApiDeployment, RestApiDeployments } from './rest-api-deployments';
import { ServiceError } from './service-error';
import { usageReport } from './usage-report';

export interface ControlPlaneCall {
  /** Path parameters in order. */
  readonly ids: readonly string[];
  readonly query: URLSearchParams;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface ControlPlaneRoute {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  readonly status: number;
  answer(call: ControlPlaneCall, registry: ApiKeyRegistry, deployments: RestApiDeployments): unknown;
}

const KEY = /^\/apikeys\/([^/]+)$/;
const PLAN_KEY = /^\/usageplans\/([^/]+)\/keys\/([^/]+)$/;
const PLAN_KEYS = /^\/usageplans\/([^/]+)\/keys$/;
const DEPLOYMENTS = /^\/restapis\/([^/]+)\/deployments$/;
const PATCHABLE = ['/description', '/enabled', '/name', '/customerId'];

/** API Gateway's operations on keys and plans, with the fields of its own wire form. */
export const CONTROL_PLANE_ROUTES: readonly ControlPlaneRoute[] = [
  {
    operation: 'CreateApiKey',
    method: 'POST',
    path: /^\/apikeys$/,
    status: 201,
    answer({ query, input }, registry) {
      if (query.get('mode') !== null)
        throw new ServiceError('BadRequestException', 'The twin imports no API keys from a file');
      const texts = ['name', 'description', 'customerId', 'value'].flatMap((name) =>
        typeof input[name] === 'string' ? [[name, input[name]]] : [],
      );
      const tags = input['tags'] as Record<string, string> | undefined;
      // A key made without `enabled` is disabled, unlike one made in the console.
      const key = registry.create({
        ...Object.fromEntries(texts),
        enabled: input['enabled'] === true,
        ...(tags && { tags }),
      });
      return renderKey(key, true);
    },
  },
  {
    operation: 'GetApiKeys',
    method: 'GET',
    path: /^\/apikeys$/,
    status: 200,
    answer({ query }, registry) {
      const name = query.get('name');
      const customerId = query.get('customerId');
      const keys = registry
        .allKeys()
        .filter((key) => name === null || key.name?.startsWith(name))
        .filter((key) => customerId === null || key.customerId === customerId);
      return page(keys, query, (key) => renderKey(key, query.get('includeValues') === 'true'));
    },
  },
  {
    operation: 'GetApiKey',
    method: 'GET',
    path: KEY,
    status: 200,
    answer: ({ ids: [id], query }, registry) =>
      renderKey(registry.key(id as string), query.get('includeValue') === 'true'),
  },
  {
    operation: 'UpdateApiKey',
    method: 'PATCH',
    path: KEY,
    status: 200,
    answer: ({ ids: [id], input }, registry) => renderKey(registry.update(id as string, changeOf(input)), false),
  },
  {
    operation: 'DeleteApiKey',
    method: 'DELETE',
    path: KEY,
    status: 202,
    answer: ({ ids: [id] }, registry) => registry.delete(id as string),
  },
  {
    operation: 'GetUsagePlans',
    method: 'GET',
    path: /^\/usageplans$/,
    status: 200,
    answer({ query }, registry) {
      const keyId = query.get('keyId');
      const holds = (plan: UsagePlanModel) => registry.planMembers(plan.id).some((key) => key.id === keyId);
      return page(
        registry.allPlans().filter((plan) => keyId === null || holds(plan)),
        query,
        renderPlan,
      );
    },
  },
  {
    operation: 'GetUsagePlan',
    method: 'GET',
    path: /^\/usageplans\/([^/]+)$/,
    status: 200,
    answer: ({ ids: [id] }, registry) => ({ ...renderPlan(registry.plan(id as string)), tags: {} }),
  },
  {
    operation: 'CreateUsagePlanKey',
    method: 'POST',
    path: PLAN_KEYS,
    status: 201,
    answer({ ids: [planId], input }, registry) {
      if (input['keyType'] !== 'API_KEY')
        throw new ServiceError('BadRequestException', 'Invalid key type, API_KEY is expected');
      const keyId = String(input['keyId'] ?? '');
      registry.addToPlan(planId as string, keyId);
      return renderPlanKey(registry.key(keyId));
    },
  },
  {
    operation: 'GetUsagePlanKeys',
    method: 'GET',
    path: PLAN_KEYS,
    status: 200,
    answer({ ids: [planId], query }, registry) {
      const name = query.get('name');
      const keys = registry.planMembers(planId as string).filter((key) => name === null || key.name?.startsWith(name));
      return page(keys, query, renderPlanKey);
    },
  },
  {
    operation: 'GetUsagePlanKey',
    method: 'GET',
    path: PLAN_KEY,
    status: 200,
    answer: ({ ids: [planId, keyId] }, registry) => renderPlanKey(registry.planKey(planId as string, keyId as string)),
  },
  {
    operation: 'DeleteUsagePlanKey',
    method: 'DELETE',
    path: PLAN_KEY,
    status: 202,
    answer: ({ ids: [planId, keyId] }, registry) => registry.removeFromPlan(planId as string, keyId as string),
  },
  {
    operation: 'GetUsage',
    method: 'GET',
    path: /^\/usageplans\/([^/]+)\/usage$/,
    status: 200,
    answer: ({ ids: [planId], query }, registry) => usageReport(registry, planId as string, query),
  },
  {
    operation: 'CreateDeployment',
    method: 'POST',
    path: DEPLOYMENTS,
    status: 201,
    answer: ({ ids: [apiId], input }, _, deployments) =>
      renderDeployment(deployments.create(apiId as string, textOf(input['description']))),
  },
  {
    operation: 'GetDeployments',
    method: 'GET',
    path: DEPLOYMENTS,
    status: 200,
    answer: ({ ids: [apiId], query }, _, deployments) =>
      page(deployments.list(apiId as string), query, renderDeployment),
  },
  {
    operation: 'DeleteDeployment',
    method: 'DELETE',
    path: /^\/restapis\/([^/]+)\/deployments\/([^/]+)$/,
    status: 202,
    answer: ({ ids: [apiId, id] }, _, deployments) => deployments.delete(apiId as string, id as string),
  },
  {
    operation: 'UpdateStage',
    method: 'PATCH',
    path: /^\/restapis\/([^/]+)\/stages\/([^/]+)$/,
    status: 200,
    answer({ ids: [apiId, stageName], input }, _, deployments) {
      const operations = (input['patchOperations'] ?? []) as { op: string; path: string; value?: string }[];
      for (const { op, path, value } of operations) {
        if (op !== 'replace' || path !== '/deploymentId') {
          throw new ServiceError(
            'BadRequestException',
            `The twin patches /deploymentId of a stage alone, not '${path}'`,
          );
        }
        deployments.serve(apiId as string, stageName as string, value ?? '');
      }
      return { stageName };
    },
  },
];

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function renderDeployment({ id, description, createdAt }: RestApiDeployment) {
  return { id, ...(description === undefined ? {} : { description }), createdDate: Math.floor(createdAt / 1000) };
}

function changeOf(input: Readonly<Record<string, unknown>>) {
  const change: Record<string, string | boolean> = {};
  for (const { op, path, value } of (input['patchOperations'] ?? []) as {
    op: string;
    path: string;
    value?: string;
  }[]) {
    if (op !== 'replace' || !PATCHABLE.includes(path)) {
      throw new ServiceError(
        'BadRequestException',
        `Invalid patch path '${path}' specified for op '${op}'. Must be one of: [${PATCHABLE.join(', ')}]`,
      );
    }
    // Text that is neither counts as false: AWS takes it without an error.
    change[path.slice(1)] = path === '/enabled' ? value === 'true' : (value ?? '');
  }
  return change;
}

function renderKey(key: StoredApiKey, withValue: boolean) {
  const { createdAt, updatedAt, value, ...fields } = key;
  return {
    ...fields,
    ...(withValue ? { value } : {}),
    createdDate: Math.floor(createdAt / 1000),
    lastUpdatedDate: Math.floor(updatedAt / 1000),
    stageKeys: [],
  };
}

function renderPlanKey({ id, value, name }: StoredApiKey) {
  return { id, type: 'API_KEY', value, ...(name === undefined ? {} : { name }) };
}

function renderPlan(plan: UsagePlanModel) {
  const apiStages = plan.apiStages.map(({ apiId, stage, throttle }) => ({
    apiId,
    stage,
    ...(throttle.size === 0 ? {} : { throttle: Object.fromEntries(throttle) }),
  }));
  return { ...plan, apiStages };
}

function page<T>(entries: readonly T[], query: URLSearchParams, render: (entry: T) => unknown) {
  const limit = Math.min(Number(query.get('limit') ?? 25), 500);
  const start = Number(query.get('position') ?? 0);
  const end = start + limit;
  return {
    item: entries.slice(start, end).map(render),
    ...(end < entries.length ? { position: String(end) } : {}),
  };
}
