import { aws_apigateway as apigateway } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RequestRate, UsagePlanOptions } from '../usage-plan-options';
import { assertName, PLAN_RULE } from './names';
import { assertConfiguration, assertWithin, isConcrete, refusalText } from './validation';

/** Method throttles of one stage in a plan. @see API Gateway quotas, read 24 November 2026 */
const METHOD_THROTTLES_LIMIT = 20;
const METHODS_PER_API = 2;
const APIS_LIMIT = METHOD_THROTTLES_LIMIT / METHODS_PER_API;

interface PlanEntry {
  readonly plan: apigateway.UsagePlan;
  readonly options: UsagePlanOptions;
  readonly throttles: apigateway.ThrottlingPerMethod[];
}

/** The usage plans of one proxy, each over its one stage. */
export class UsagePlans {
  readonly #entries = new Map<string, PlanEntry>();
  readonly #methods = new Map<string, readonly apigateway.Method[]>();

  public constructor(
    private readonly proxy: Construct,
    private readonly stage: apigateway.Stage,
  ) {}

  public get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** Plan ids by name. */
  public get ids(): Map<string, string> {
    return new Map([...this.#entries].map(([name, { plan }]) => [name, plan.usagePlanId]));
  }

  /** @throws ConfigurationError */
  public add(name: string, options: UsagePlanOptions): apigateway.UsagePlan {
    const place = `${this.proxy.node.path}/UsagePlan-${name}`;
    assertName(place, 'name', name, PLAN_RULE);
    assertConfiguration(!this.#entries.has(name), place, {
      what: 'name',
      given: name,
      allowed: `a name that no other plan has; taken: ${this.names.join(', ')}`,
      remedy: 'Choose another name, or declare the plan once.',
    });
    assertRate(place, '', options);
    assertWithin(place, 'quota.limit', options.quota?.limit, [1, 2_147_483_647], 'requests');
    const apis = Object.entries(options.apis ?? {});
    assertConfiguration(apis.length <= APIS_LIMIT, place, {
      what: 'apis',
      given: apis.length,
      allowed: `at most ${APIS_LIMIT} APIs with limits of their own`,
      remedy:
        'API Gateway takes 20 methods a plan and stage, and an API has two; let the others share the plan’s limits.',
    });
    for (const [api, rate] of apis) {
      assertRate(place, `apis.${api}.`, rate);
    }
    const throttles: apigateway.ThrottlingPerMethod[] = [];
    const plan = new apigateway.UsagePlan(this.proxy, `UsagePlan-${name}`, {
      name,
      description: `${this.proxy.node.path}: ${name}`,
      throttle:
        options.rateLimit === undefined ? undefined : { rateLimit: options.rateLimit, burstLimit: options.burstLimit },
      quota: options.quota && { limit: options.quota.limit, period: apigateway.Period[options.quota.period] },
      apiStages: [{ api: this.stage.restApi as apigateway.IRestApi, stage: this.stage, throttle: throttles }],
    });
    const entry = { plan, options, throttles };
    this.#entries.set(name, entry);
    for (const [api, methods] of this.#methods) {
      addThrottles(entry, api, methods);
    }
    return plan;
  }

  /** Lets the plans that limit this API do so. */
  public addApi(api: string, methods: readonly apigateway.Method[]): void {
    this.#methods.set(api, methods);
    for (const entry of this.#entries.values()) {
      addThrottles(entry, api, methods);
    }
  }

  /** Limits for APIs that do not exist would limit nothing. */
  public problems(): string[] {
    return [...this.#entries.values()].flatMap(({ plan, options }) =>
      Object.keys(options.apis ?? {})
        .filter((api) => !this.#methods.has(api))
        .map((api) =>
          refusalText(plan, {
            what: 'apis',
            given: api,
            allowed: [...this.#methods.keys()].join(', ') || 'no API is declared yet',
            remedy: 'Name a protected API of the proxy.',
          }),
        ),
    );
  }
}

function addThrottles({ options, throttles }: PlanEntry, api: string, methods: readonly apigateway.Method[]): void {
  const rate = options.apis?.[api];
  if (rate?.rateLimit !== undefined) {
    throttles.push(...methods.map((method) => ({ method, throttle: rate })));
  }
}

function assertRate(place: string, prefix: string, { rateLimit, burstLimit }: RequestRate): void {
  assertWithin(place, `${prefix}burstLimit`, burstLimit, [0, 2_147_483_647], 'requests');
  if (rateLimit !== undefined && isConcrete(rateLimit)) {
    assertConfiguration(Number.isFinite(rateLimit) && rateLimit >= 0, place, {
      what: `${prefix}rateLimit`,
      given: rateLimit,
      allowed: 'a number of requests a second from 0',
      remedy: 'Leave it out for no limit.',
    });
  }
  assertConfiguration((rateLimit === undefined) === (burstLimit === undefined), place, {
    what: `${prefix}rateLimit and burstLimit`,
    given: { rateLimit, burstLimit },
    allowed: 'both, or neither',
    remedy: 'API Gateway may take one that is left out for 0 and refuse every call: name both.',
  });
}
