import type { Authorization, CallerApiKey, RoutedExchange } from './exchange';
import { type GatewayError, gatewayError } from './gateway-error';
import type { GatewayLimits } from './limits';
import type { ApiKeyStore, Clock, ThrottleModel, UsagePlanModel } from './model';
import type { BucketSize } from './token-bucket';
import type { UsageMeter } from './usage-meter';

export interface AdmissionDependencies {
  readonly keys: ApiKeyStore;
  readonly clock: Clock;
  readonly limits: GatewayLimits;
  readonly meter: UsageMeter;
  readonly onWarning: (message: string) => void;
}

export type AdmissionResult =
  | { readonly admitted: true; readonly apiKey?: CallerApiKey }
  | { readonly admitted: false; readonly error: GatewayError };

/** Decides whether a permitted request may go on: API key, usage plan, stage and account throttles. */
export class Admission {
  readonly #dependencies: AdmissionDependencies;

  constructor(dependencies: AdmissionDependencies) {
    this.#dependencies = dependencies;
  }

  admit(exchange: RoutedExchange, authorization: Authorization | undefined): AdmissionResult {
    if (!exchange.route.method.apiKeyRequired) {
      const error = this.#throttleStage(exchange);
      return error ? { admitted: false, error } : { admitted: true };
    }
    const caller = this.#identify(exchange, authorization);
    if (!caller) return { admitted: false, error: gatewayError('INVALID_API_KEY') };
    const { apiKey, plan } = caller;
    exchange.variables.setAll({ 'identity.apiKey': apiKey.value, 'identity.apiKeyId': apiKey.id });
    const now = this.#dependencies.clock.now();
    const quotaKey = `${plan.id} ${apiKey.id}`;
    // A throttled request costs no quota, so the quota is looked at between the throttles and charged last.
    const error =
      this.#throttlePlan(exchange, plan, apiKey.id, now) ??
      this.#checkQuota(plan, quotaKey, now) ??
      this.#throttleStage(exchange);
    if (error) return { admitted: false, error };
    if (plan.quota) this.#dependencies.meter.quotas.count(quotaKey, plan.quota.period, now);
    this.#dependencies.keys.recordUse(plan.id, apiKey.id, new Date(now));
    return { admitted: true, apiKey };
  }

  #identify(
    { model, headers }: RoutedExchange,
    authorization: Authorization | undefined,
  ): { apiKey: CallerApiKey; plan: UsagePlanModel } | undefined {
    const { keys } = this.#dependencies;
    const value = model.apiKeySource === 'HEADER' ? headers.last('x-api-key') : authorization?.usageIdentifierKey;
    const key = value ? keys.keyByValue(value) : undefined;
    if (!value || !key?.enabled) return undefined;
    const plan = keys.planFor(key.id, model.restApiId, model.stage.name);
    const isStageHeld = plan?.apiStages.some(
      ({ apiId, stage }) => apiId === model.restApiId && stage === model.stage.name,
    );
    return plan && isStageHeld ? { apiKey: { id: key.id, value }, plan } : undefined;
  }

  #throttlePlan(
    { model, route }: RoutedExchange,
    plan: UsagePlanModel,
    keyId: string,
    now: number,
  ): GatewayError | undefined {
    const { throttle } =
      plan.apiStages.find(({ apiId, stage }) => apiId === model.restApiId && stage === model.stage.name) ?? {};
    const methodKey = methodKeyOf(route);
    const forMethod = throttle?.get(methodKey) ?? throttle?.get('*/*');
    const size = this.#sizeOf(forMethod ?? plan.throttle);
    if (!size) return undefined;
    // The plan's own limit is per key over all its stages; a method's is per key, stage and method.
    const scope = forMethod ? `${model.restApiId} ${model.stage.name} ${methodKey}` : '';
    return this.#take(`plan ${plan.id} ${keyId} ${scope}`, size, now);
  }

  #checkQuota({ id, quota }: UsagePlanModel, quotaKey: string, now: number): GatewayError | undefined {
    if (!quota) return undefined;
    if (quota.offset !== 0) {
      this.#dependencies.onWarning(
        `Usage plan ${id} has a quota offset of ${quota.offset}; allowed is 0, because what another offset does is not known. Set it to 0.`,
      );
      return gatewayError('API_CONFIGURATION_ERROR');
    }
    const hasRoom = this.#dependencies.meter.quotas.hasRoom(quotaKey, quota.limit, quota.period, now);
    return hasRoom ? undefined : gatewayError('QUOTA_EXCEEDED');
  }

  #throttleStage({ model, route }: RoutedExchange): GatewayError | undefined {
    const { clock, limits } = this.#dependencies;
    const now = clock.now();
    const methodKey = methodKeyOf(route);
    const settings = model.stage.methodSettings;
    const size = this.#sizeOf(settings.get(methodKey) ?? settings.get('*/*'));
    return (
      (size && this.#take(`stage ${model.restApiId} ${model.stage.name} ${methodKey}`, size, now)) ??
      this.#take('account', { rate: limits.accountRateLimit, burst: limits.accountBurstLimit }, now)
    );
  }

  /** A missing or negative number is "not set" in CloudFormation, and then the account's applies. */
  #sizeOf(throttle: ThrottleModel | undefined): BucketSize | undefined {
    const rate = setNumber(throttle?.rateLimit);
    const burst = setNumber(throttle?.burstLimit);
    if (rate === undefined && burst === undefined) return undefined;
    const { accountRateLimit, accountBurstLimit } = this.#dependencies.limits;
    return { rate: rate ?? accountRateLimit, burst: burst ?? accountBurstLimit };
  }

  #take(key: string, size: BucketSize, now: number): GatewayError | undefined {
    return this.#dependencies.meter.buckets.take(key, size, now) ? undefined : gatewayError('THROTTLED');
  }
}

/** `{resourcePath}/{httpMethod}`, with the verb that the method was declared with. */
function methodKeyOf({ resource, method }: RoutedExchange['route']): string {
  return `${resource.path}/${method.httpMethod}`;
}

function setNumber(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 ? value : undefined;
}
