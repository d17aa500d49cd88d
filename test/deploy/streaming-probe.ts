import {
  CreateDeploymentCommand,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from '@aws-sdk/client-api-gateway';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { send } from '../conformance/check-case';
import type { DeployedSample } from './deployed-sample';

/** Ends of an integration's address: how API Gateway calls a function. */
const INVOCATIONS = {
  buffered: '2015-03-31/functions/%/invocations',
  streamed: '2021-11-15/functions/%/response-streaming-invocations',
};

/**
 * Whether a function behind a streaming integration is not called; makes an API of its own and deletes it again.
 *
 * @throws Error where a buffered integration does not call it either: then nothing is known.
 */
export async function streamingFails({ target, stack }: DeployedSample): Promise<boolean> {
  const { apiGateway, lambda } = target.clients;
  const FunctionName = stack.id('AWS::Lambda::Function', 'OrdersForwarder');
  const { FunctionArn } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const { id: restApiId, rootResourceId: resourceId } = await apiGateway.send(
    new CreateRestApiCommand({ name: 'gatehouse-streaming-probe' }),
  );
  const method = { restApiId, resourceId, httpMethod: 'GET' };
  /** A request without a decision, which the forwarder refuses in its own words. */
  const reachesFunction = async (invocations: string): Promise<boolean> => {
    const uri = `arn:aws:apigateway:us-east-1:lambda:path/${invocations.replace('%', String(FunctionArn))}`;
    await apiGateway.send(
      new PutIntegrationCommand({ ...method, type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri }),
    );
    await apiGateway.send(new CreateDeploymentCommand({ restApiId, stageName: 'probe' }));
    const answer = await send(target.stageUrl(String(restApiId), 'probe'), { method: 'GET', path: '/' });
    return answer.body.toString('utf8').includes('"code":');
  };
  try {
    await apiGateway.send(new PutMethodCommand({ ...method, authorizationType: 'NONE' }));
    if (!(await reachesFunction(INVOCATIONS.buffered))) {
      throw new Error('The forwarder is not reached through a buffered integration either.');
    }
    return !(await reachesFunction(INVOCATIONS.streamed));
  } finally {
    await apiGateway.send(new DeleteRestApiCommand({ restApiId }));
  }
}
