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
  applied: ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'],
  // For event sources and callers that the twin does not have.
  harmless: ['EventSourceToken', 'FunctionUrlAuthType', 'PrincipalOrgID', 'InvokedViaFunctionUrl'],
  create(resource, deployment) {
    const { properties, stack, logicalId } = resource;
    const name = properties.text('FunctionName');
    const sourceArn = properties.optionalText('SourceArn');
    const sourceAccount = properties.optionalText('SourceAccount');
    deployment.target.addInvokePermission({
      stack: stack.name,
      logicalId,
      functionArn: name.startsWith('arn:') ? name : resource.arn('lambda', `function:${name}`),
      action: properties.text('Action'),
      principal: properties.text('Principal'),
      ...(sourceArn === undefined ? {} : { sourceArn }),
      ...(sourceAccount === undefined ? {} : { sourceAccount }),
    });
    return { ref: resource.physicalId.name(), attributes: { Id: resource.physicalId.name() } };
  },
};

/** `AWS::Lambda::EventInvokeConfig`: the twin calls custom resources once, whatever this says. */
export const lambdaEventInvokeConfig: ResourceType = {
  applied: [],
  harmless: ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds'],
  create: (resource) => ({ ref: resource.physicalId.name(), attributes: {} }),
};
