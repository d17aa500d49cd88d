import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { CfnResource } from 'aws-cdk-lib';
import { send } from '../conformance/check-case';
import type { DeployTarget } from './deploy-target';
import type { DeployedSample } from './deployed-sample';
import { streamingFails } from './streaming-probe';

/** Something that MiniStack does otherwise than AWS, and that the sample meets. */
export interface Difference {
  readonly what: string;
  readonly reason: string;
  /** Whether it is so in the MiniStack that runs, seen on the sample as it stands, unmodified. */
  readonly persists: (sample: DeployedSample) => Promise<boolean>;
  /** What is changed in the template; left out = nothing. */
  readonly amend?: (resource: CfnResource) => void;
  /** Conformance cases that it makes fail; exactly these fail. */
  readonly cases?: readonly string[];
  /** What stays unverified until the test runs on AWS; left out = nothing. */
  readonly unverified?: string;
}

/** All that the deploy test leaves out, or looks at in another way, on MiniStack 1.5.33; the weightiest first. */
export const DIFFERENCES: readonly Difference[] = [
  {
    what: 'the API key that an authorizer returns (AWS::ApiGateway::Method, ApiKeyRequired)',
    reason: 'it reads keys from x-api-key alone and drops usageIdentifierKey, so that every call would be 403',
    persists: async ({ url, shopToken }) => (await get(url, shopToken)).status === 403,
    amend: (resource) => {
      if (resource.cfnResourceType === 'AWS::ApiGateway::Method') {
        resource.addPropertyOverride('ApiKeyRequired', false);
      }
    },
    unverified: 'metering: throttle, burst and quota of a usage plan, by the key that the authorizer returns',
  },
  {
    what: 'response streaming (…/response-streaming-invocations)',
    reason: 'it does not resolve the function in such an integration',
    persists: streamingFails,
    unverified: 'response streaming',
  },
  {
    what: 'IAM',
    reason: 'it asks no policy, and takes credentials that nobody made',
    persists: ({ target }) => letsStrangersIn(target.environment),
    unverified: 'that the functions’ and the registrar’s grants are enough',
  },
  {
    what: '$context.extendedRequestId in gateway responses (AWS::ApiGateway::GatewayResponse)',
    reason: 'it knows $context.requestId alone, which stands in for it',
    persists: async ({ url }) => (await get(url)).body.toString('utf8').includes('$context.extendedRequestId'),
    amend: (resource) => {
      if (resource.cfnResourceType === 'AWS::ApiGateway::GatewayResponse') {
        const { responseParameters, responseTemplates } = resource as CfnResource & Mappings;
        resource.addPropertyOverride('ResponseParameters', withRequestId(responseParameters));
        resource.addPropertyOverride('ResponseTemplates', withRequestId(responseTemplates));
      }
    },
    unverified: 'the extended request id in answers of API Gateway itself',
  },
  {
    what: 'requestContext.extendedRequestId in the authorizer’s event',
    reason: 'it leaves the request’s ids out, so that a decision is found as the newest one',
    persists: async ({ url, shopToken, audit }) => {
      await audit.mark();
      await get(url, shopToken);
      return (await audit.newDecision()).extendedRequestId === '-';
    },
    unverified: 'finding a decision record by the id that the caller got',
  },
  {
    what: 'the path of the event',
    reason: 'it is percent-decoded, so that the functions see another path than the one that was sent',
    persists: async ({ url, shopToken, audit }) => {
      await audit.mark();
      await get(url, shopToken, '/orders/%6Frders');
      return (await audit.newDecision()).reason !== 'path_ambiguous';
    },
    cases: [
      'a path with an encoded slash is refused, not repaired',
      'a path with an encoded letter is refused, not repaired',
    ],
    unverified: 'the refusal of an encoded slash and of an encoded letter in a path',
  },
  {
    what: 'access logs (AWS::ApiGateway::Stage, AccessLogSetting)',
    reason: 'it stores the setting and writes nothing',
    persists: async ({ audit, accessLogGroup }) => (await audit.lines(accessLogGroup)).length === 0,
    unverified: 'the access log, and with it what ends between the functions',
  },
];

/** Names of the conformance cases that some differences make fail. */
export function unverifiedCases(differences: readonly Difference[]): string[] {
  return differences.flatMap(({ cases = [] }) => cases);
}

/** Leaves out of a template what MiniStack cannot do. */
export function amendForMiniStack(resources: readonly CfnResource[]): void {
  for (const { amend } of DIFFERENCES) {
    resources.forEach((resource) => amend?.(resource));
  }
}

interface Mappings {
  readonly responseParameters?: unknown;
  readonly responseTemplates?: unknown;
}

async function letsStrangersIn({ AWS_ENDPOINT_URL: endpoint }: DeployTarget['environment']): Promise<boolean> {
  const credentials = { accessKeyId: 'AKIAANYBODYATALL0000', secretAccessKey: 'anything' };
  const stranger = new SecretsManagerClient({ endpoint, region: 'us-east-1', credentials });
  try {
    return await stranger.send(new ListSecretsCommand({})).then(
      ({ SecretList: secrets = [] }) => secrets.length > 0,
      () => false,
    );
  } finally {
    stranger.destroy();
  }
}

function withRequestId(mapping: unknown): unknown {
  return mapping === undefined
    ? undefined
    : JSON.parse(JSON.stringify(mapping).replaceAll('context.extendedRequestId', 'context.requestId'));
}

function get(url: string, token?: string, path = '/orders/orders') {
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return send(url, { method: 'GET', path, headers });
}
