import type { GatewayStage } from '../../gateway/model';
import type { ResourceProperties } from '../resource-properties';
import type { ResourceType } from '../resource-type';
import { draftOf } from './rest-api';

const METHOD_SETTINGS = [
  'ResourcePath',
  'HttpMethod',
  'ThrottlingRateLimit',
  'ThrottlingBurstLimit',
  'LoggingLevel',
  'MetricsEnabled',
  'DataTraceEnabled',
  'CachingEnabled',
  'CacheDataEncrypted',
  'CacheTtlInSeconds',
];

/** `AWS::ApiGateway::Stage`. */
export const restApiStage: ResourceType = {
  applied: [
    'RestApiId',
    'StageName',
    'DeploymentId',
    'Variables',
    'MethodSettings',
    'AccessLogSetting',
    'CacheClusterEnabled',
  ],
  harmless: ['Description', 'Tags', 'TracingEnabled', 'DocumentationVersion', 'CacheClusterSize'],
  notApplied: { ClientCertificateId: 'the client certificate sent to integrations' },
  create(resource, deployment) {
    const { properties } = resource;
    if (properties.flag('CacheClusterEnabled')) {
      properties.fail('CacheClusterEnabled', 'is true, the twin has no response cache', 'Turn the stage cache off');
    }
    const name = properties.text('StageName');
    const accessLog = accessLogOf(properties);
    draftOf(resource, deployment).stages.push({
      name,
      variables: properties.textMap('Variables'),
      methodSettings: methodSettingsOf(properties),
      ...(accessLog === undefined ? {} : { accessLog }),
      deploymentId: properties.optionalText('DeploymentId') ?? '',
    });
    return { ref: name };
  },
};

function accessLogOf(properties: ResourceProperties): GatewayStage['accessLog'] {
  const setting = properties.nested('AccessLogSetting');
  if (setting === undefined) return undefined;
  const destination = setting.text('DestinationArn');
  const logGroupName = /^arn:aws[\w-]*:logs:[^:]*:[^:]*:log-group:([^:]+)(:\*)?$/.exec(destination)?.[1];
  if (logGroupName !== undefined) return { format: setting.text('Format'), logGroupName };
  return setting.fail(
    'DestinationArn',
    `is ${destination}, a log group is expected`,
    'Send the access log to a log group',
  );
}

function methodSettingsOf(properties: ResourceProperties): GatewayStage['methodSettings'] {
  const settings = new Map<string, { rateLimit?: number; burstLimit?: number }>();
  for (const setting of properties.nestedList('MethodSettings')) {
    setting.allow(METHOD_SETTINGS);
    if (setting.flag('CachingEnabled')) {
      setting.fail('CachingEnabled', 'is true, the twin has no response cache', 'Turn the method cache off');
    }
    const rateLimit = setting.number('ThrottlingRateLimit');
    const burstLimit = setting.number('ThrottlingBurstLimit');
    settings.set(`${resourcePathOf(setting.text('ResourcePath'))}/${setting.text('HttpMethod')}`, {
      ...(rateLimit === undefined ? {} : { rateLimit }),
      ...(burstLimit === undefined ? {} : { burstLimit }),
    });
  }
  return settings;
}

/** Undoes the JSON-pointer form (`/~1pets~1{id}`) that CloudFormation wants; every path is `*`. */
function resourcePathOf(encoded: string): string {
  if (encoded === '/*' || encoded === '*') return '*';
  return encoded.replace(/^\/(?=~1)/, '').replaceAll('~1', '/');
}
