import { startMiniStack } from '../support/ministack';
import { awsClients } from './aws-clients';
import type { DeployTarget } from './deploy-target';
import { startLoopbackNetwork } from './network/loopback-network';

/** MiniStack on this machine, with the sample's upstreams and issuer beside it under their declared names. */
export async function openMiniStack(): Promise<DeployTarget> {
  const network = await startLoopbackNetwork();
  const ministack = await startMiniStack(network.environment).catch(async (error: unknown) => {
    await network.stop();
    throw error;
  });
  const clients = awsClients({
    endpoint: ministack.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    name: 'ministack',
    environment: {
      ...ministack.environment,
      // Nothing of whoever runs this must get in.
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    clients,
    stackName: 'GatehouseSample',
    bootstrap: ['aws://000000000000/us-east-1'],
    prepareUpstream: async () => undefined,
    stageUrl: (restApiId, stage) => `${ministack.endpoint}/_aws/execute-api/${restApiId}/${stage}`,
    token: (request) => network.issuer.token({ iss: 'https://login.example.com', ...request }),
    nodeVersion: async (name) => {
      const version = network.runtimes().get(name);
      if (version === undefined) {
        throw new Error(`The function ${name} did not run.`);
      }
      return version;
    },
    close: async () => {
      clients.destroy();
      await ministack.stop();
      await network.stop();
    },
  };
}
