import type { ResourceType } from '../resource-type';

/** `AWS::Lambda::Version`: the twin has one version of every function, the one in the template. */
export const lambdaVersion: ResourceType = {
  applied: ['FunctionName'],
  harmless: ['Description', 'CodeSha256', 'RuntimePolicy'],
  notApplied: { ProvisionedConcurrencyConfig: 'provisioned concurrency' },
  create(resource) {
    const name = resource.properties.text('FunctionName');
    const arn = name.startsWith('arn:') ? name : resource.arn('lambda', `function:${name}`);
    return { ref: `${arn}:1`, attributes: { Version: '1', FunctionArn: `${arn}:1` } };
  },
};

/** `AWS::Lambda::Permission`. */
export const lambdaPermission: ResourceType = {
  applied: [],
  harmless: [
    'Action',
    'FunctionName',
    'Principal',
    'SourceArn',
    'SourceAccount',
    'EventSourceToken',
    'FunctionUrlAuthType',
    'PrincipalOrgID',
    'InvokedViaFunctionUrl',
  ],
  notice: 'invoke permissions are not evaluated by the twin',
  create: (resource) => ({ ref: resource.physicalId.name(), attributes: { Id: resource.physicalId.name() } }),
};

/** `AWS::Lambda::EventInvokeConfig`: the twin calls custom resources once, whatever this says. */
export const lambdaEventInvokeConfig: ResourceType = {
  applied: [],
  harmless: ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds'],
  create: (resource) => ({ ref: resource.physicalId.name(), attributes: {} }),
};
