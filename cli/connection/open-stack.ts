import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { readCallerIdentity } from '../../lambda/adapters/caller-identity';
import { CommandError } from '../command-error';
import { CONNECTION_MESSAGES } from '../messages/connection-messages';
import { chooseProxy, readOperationsOutputs } from './choose-proxy';
import type { Gateway } from './gateway';
import type { GatewayOptions } from './gateway-options';
import { makeClients, makePorts } from './gateway-ports';

/** As any AWS SDK reads it. */
const STS_ENDPOINT = process.env['AWS_ENDPOINT_URL_STS'] ?? process.env['AWS_ENDPOINT_URL'];

/** The gateway of a deployed stack, found by its outputs. @throws CommandError */
export async function openStack(
  stack: string,
  { region: given, profile, proxy }: Pick<GatewayOptions, 'region' | 'profile' | 'proxy'>,
): Promise<Gateway> {
  const identity = { ...(profile !== undefined && { profile }) };
  const cloudFormation = new CloudFormationClient({ ...identity, ...(given !== undefined && { region: given }) });
  try {
    const region = await regionOf(cloudFormation);
    const outputs = await outputsOf(cloudFormation, stack, region);
    const facts = chooseProxy(`The stack "${stack}"`, readOperationsOutputs(outputs), proxy);
    const clients = makeClients(() => ({ ...identity, region }));
    let caller: Promise<string> | undefined;
    return {
      place: `stack "${stack}"`,
      region,
      facts,
      ports: makePorts(clients, facts),
      caller: () => (caller ??= readCallerIdentity(region, clients.logs.config.credentials, STS_ENDPOINT)),
      close: () => Object.values(clients).forEach((client: { destroy(): void }) => client.destroy()),
    };
  } finally {
    cloudFormation.destroy();
  }
}

async function regionOf(client: CloudFormationClient): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    throw new CommandError(CONNECTION_MESSAGES.noRegion());
  }
}

async function outputsOf(client: CloudFormationClient, stack: string, region: string): Promise<string[]> {
  try {
    const { Stacks: stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    return (stacks[0]?.Outputs ?? []).flatMap(({ OutputValue: value }) => value ?? []);
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ValidationError' && message.includes('does not exist')) {
      throw new CommandError(CONNECTION_MESSAGES.noStack(stack, region));
    }
    if (name === 'CredentialsProviderError') {
      throw new CommandError(CONNECTION_MESSAGES.noCredentials());
    }
    throw new CommandError(CONNECTION_MESSAGES.refusedByAws('DescribeStacks', name));
  }
}
