import { randomBytes } from 'node:crypto';
import { GetAccountCommand } from '@aws-sdk/client-api-gateway';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { startIssuer } from '../../local/services/issuer';
import { type AwsClients, awsClients } from './aws-clients';
import { deployUpstream, type UpstreamStack } from './aws-upstream/upstream-stack';
import { DeployedStack } from './deployed-stack';
import type { DeployTarget } from './deploy-target';

/** A real account, found and entered as every AWS tool does: environment, profile, role. */
export async function openAws(): Promise<DeployTarget> {
  const clients = awsClients({});
  const region = await assertAccount(clients);
  // Names of its own each time: nothing that stands in the account is touched.
  const suffix = randomBytes(3).toString('hex');
  const issuer = await startIssuer();
  try {
    const jwks = await (await fetch(`${issuer.url}/jwks`)).text();
    const [toolkit, { cloudwatchRoleArn }] = await Promise.all([
      DeployedStack.read(clients, 'CDKToolkit'),
      clients.apiGateway.send(new GetAccountCommand({})),
    ]);
    let upstream: UpstreamStack | undefined;
    return {
      name: 'aws',
      environment: {},
      clients,
      stackName: `GatehouseDeployTest-${suffix}`,
      ...(toolkit === undefined ? { bootstrap: [] } : {}),
      ...(cloudwatchRoleArn === undefined ? {} : { cloudWatchRoleArn: cloudwatchRoleArn }),
      prepareUpstream: async () => {
        upstream = await deployUpstream(`GatehouseDeployUpstream-${suffix}`, jwks);
        return upstream.url;
      },
      stageUrl: (restApiId, stage) => `https://${restApiId}.execute-api.${region}.amazonaws.com/${stage}`,
      token: (request) => issuer.token({ iss: String(upstream?.url), ...request }),
      // Lambda runs what it is told to; the minor version is its own.
      nodeVersion: async (FunctionName) => {
        const { Runtime } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
        return String(Runtime).replace(/^nodejs(\d+)\.x$/, 'v$1.');
      },
      close: async () => {
        await upstream?.destroy();
        await issuer.stop();
        clients.destroy();
      },
    };
  } catch (error) {
    await issuer.stop();
    clients.destroy();
    throw error;
  }
}

/**
 * Makes sure that there is an account to deploy to, before anything is done.
 *
 * @returns the region.
 * @throws Error saying what is missing.
 */
export async function assertAccount({ cloudFormation }: Pick<AwsClients, 'cloudFormation'>): Promise<string> {
  const refuse = (what: string, remedy: string) => (cause: Error) => {
    throw new Error(`--target aws needs ${what}, and has none (${cause.name}). ${remedy}`);
  };
  const region = await cloudFormation.config
    .region()
    .catch(refuse('a region', 'Set AWS_REGION, or name a profile that has one with AWS_PROFILE.'));
  await cloudFormation.config
    .credentials()
    .catch(refuse('credentials', 'Set AWS_PROFILE, or sign in as you do for every AWS tool. Nothing was done.'));
  return String(region);
}
