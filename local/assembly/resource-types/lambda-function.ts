import { existsSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { AssemblyError } from '../assembly-error';
import type { DeclaredResource, ResourceType } from '../resource-type';

/** `AWS::Lambda::Function`: Node.js code from a directory asset. */
export const lambdaFunction: ResourceType = {
  applied: [
    'FunctionName',
    'Code',
    'Handler',
    'Runtime',
    'Environment',
    'Timeout',
    'MemorySize',
    'LoggingConfig',
    'PackageType',
    'Role',
    'ReservedConcurrentExecutions',
    'SnapStart',
  ],
  harmless: [
    'Description',
    'Tags',
    'Architectures',
    'KmsKeyArn',
    'TracingConfig',
    'EphemeralStorage',
    'CodeSigningConfigArn',
    'RuntimeManagementConfig',
    'RecursiveLoop',
  ],
  notApplied: {
    VpcConfig: 'the network that functions run in',
    DeadLetterConfig: 'the dead-letter queue',
  },
  create(resource, deployment) {
    const { properties, stack, logicalId } = resource;
    const runtime = properties.optionalText('Runtime');
    if (!runtime?.startsWith('nodejs')) {
      properties.fail(
        'Runtime',
        `is ${runtime ?? 'absent'}, the twin runs nodejs*`,
        'Leave this function out of the app that the twin runs',
      );
    }
    const snapStart = properties.nested('SnapStart')?.optionalText('ApplyOn') ?? 'None';
    if (snapStart !== 'None')
      properties.fail('SnapStart', `applies on ${snapStart}, the twin has no snapshots`, 'Remove it');
    const name = properties.optionalText('FunctionName') ?? resource.physicalId.name(64);
    const arn = resource.arn('lambda', `function:${name}`);
    const roleArn = properties.optionalText('Role');
    if (roleArn !== undefined && !deployment.roles.has(roleArn)) {
      deployment.notice(`${resource.place}: role ${roleArn} is not in the assembly, so here it permits nothing.`);
    }
    const reservedConcurrency = properties.number('ReservedConcurrentExecutions');
    deployment.target.addFunction({
      logicalId,
      stack: stack.name,
      arn,
      name,
      region: stack.region,
      ...(roleArn === undefined ? {} : { roleArn }),
      codeDirectory: codeDirectoryOf(resource),
      handler: properties.text('Handler'),
      runtime: runtime as string,
      environment: properties.nested('Environment')?.textMap('Variables') ?? {},
      timeoutSeconds: properties.number('Timeout') ?? 3,
      memoryMb: properties.number('MemorySize') ?? 128,
      logFormat: properties.nested('LoggingConfig')?.optionalText('LogFormat') === 'JSON' ? 'JSON' : 'Text',
      logGroupName: properties.nested('LoggingConfig')?.optionalText('LogGroup') ?? `/aws/lambda/${name}`,
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    });
    return { ref: name, attributes: { Arn: arn } };
  },
};

function codeDirectoryOf(resource: DeclaredResource): string {
  const { properties, stack, metadata } = resource;
  const code = properties.nested('Code');
  const key = code?.optionalText('S3Key');
  if (key === undefined) {
    return properties.fail(
      'Code',
      'has no S3Key, the twin runs code from directory assets',
      'Use Code.fromAsset(directory)',
    );
  }
  const metadataPath = metadata['aws:asset:path'];
  const path =
    stack.assets.get(key) ?? (typeof metadataPath === 'string' ? absolute(stack.directory, metadataPath) : undefined);
  if (path === undefined) {
    throw new AssemblyError(
      resource.place,
      `its code (asset ${key}) is in no assets manifest of the assembly`,
      'Run `cdk synth` again without --no-staging',
    );
  }
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new AssemblyError(
      resource.place,
      `its code is ${path}, which is not a directory`,
      'Use Code.fromAsset(directory), and run `cdk synth` again',
    );
  }
  return path;
}

function absolute(directory: string, path: string): string {
  return isAbsolute(path) ? path : join(directory, path);
}
