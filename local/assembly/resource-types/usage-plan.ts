import type { ThrottleModel, UsagePlanModel } from '../../gateway/model';
import type { ResourceProperties } from '../resource-properties';
import type { ResourceType } from '../resource-type';

/** `AWS::ApiGateway::UsagePlan`. */
export const usagePlan: ResourceType = {
  applied: ['UsagePlanName', 'ApiStages', 'Throttle', 'Quota'],
  harmless: ['Description', 'Tags'],
  create(resource, deployment) {
    const { properties } = resource;
    const id = resource.physicalId.short(6);
    const name = properties.optionalText('UsagePlanName');
    const throttle = properties.nested('Throttle');
    const quota = quotaOf(properties);
    deployment.target.addUsagePlan({
      id,
      ...(name === undefined ? {} : { name }),
      apiStages: properties.nestedList('ApiStages').map((stage) => ({
        apiId: stage.allow(['ApiId', 'Stage', 'Throttle']).text('ApiId'),
        stage: stage.text('Stage'),
        throttle: methodThrottlesOf(stage),
      })),
      ...(throttle === undefined ? {} : { throttle: throttleOf(throttle) }),
      ...(quota === undefined ? {} : { quota }),
    });
    return { ref: id, attributes: { Id: id } };
  },
};

/** `AWS::ApiGateway::ApiKey`. */
export const apiKey: ResourceType = {
  applied: ['Name', 'Value', 'Enabled', 'CustomerId', 'Description'],
  harmless: ['Tags', 'GenerateDistinctId', 'StageKeys'],
  create(resource, deployment) {
    const { properties } = resource;
    const id = resource.physicalId.short();
    const optional = (property: string, key: string) =>
      properties.has(property) ? { [key]: properties.text(property) } : {};
    deployment.target.addApiKey({
      id,
      enabled: properties.flag('Enabled') ?? false,
      ...optional('Name', 'name'),
      ...optional('Value', 'value'),
      ...optional('CustomerId', 'customerId'),
      ...optional('Description', 'description'),
    });
    return { ref: id, attributes: { APIKeyId: id } };
  },
};

/** `AWS::ApiGateway::UsagePlanKey`. */
export const usagePlanKey: ResourceType = {
  applied: ['KeyId', 'KeyType', 'UsagePlanId'],
  create(resource, deployment) {
    const planId = resource.properties.text('UsagePlanId');
    const keyId = resource.properties.text('KeyId');
    deployment.target.addUsagePlanKey(planId, keyId);
    return { ref: `${keyId}:${planId}`, attributes: { Id: `${keyId}:${planId}` } };
  },
};

function throttleOf(properties: ResourceProperties): ThrottleModel {
  const rateLimit = properties.number('RateLimit');
  const burstLimit = properties.number('BurstLimit');
  return {
    ...(rateLimit === undefined ? {} : { rateLimit }),
    ...(burstLimit === undefined ? {} : { burstLimit }),
  };
}

function methodThrottlesOf(stage: ResourceProperties): ReadonlyMap<string, ThrottleModel> {
  const byMethod = stage.nested('Throttle');
  const throttles = new Map<string, ThrottleModel>();
  for (const method of Object.keys(byMethod?.values ?? {})) {
    const throttle = byMethod?.nested(method);
    if (throttle !== undefined) throttles.set(method, throttleOf(throttle));
  }
  return throttles;
}

function quotaOf(properties: ResourceProperties): UsagePlanModel['quota'] {
  const quota = properties.nested('Quota');
  const limit = quota?.number('Limit');
  if (quota === undefined || limit === undefined) return undefined;
  const period = quota.optionalText('Period');
  if (period !== 'DAY' && period !== 'WEEK' && period !== 'MONTH') {
    return quota.fail('Period', `is ${period}, DAY, WEEK or MONTH is expected`, 'Correct it');
  }
  return { limit, offset: quota.number('Offset') ?? 0, period };
}
