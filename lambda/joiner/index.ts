import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { sendCloudFormationResponse } from '../adapters/cloudformation-response';
import { answerCustomResource, type CustomResourceEvent } from '../adapters/custom-resource';
import { deployClients } from '../adapters/deploy-clients';
import { DynamoDbReleaseRegistry } from '../adapters/registry-writer';
import { ApiGatewayStageDeployments } from '../adapters/stage-deployments';
import { decodeEnvironment } from '../contract/environment';
import { ATTACHMENT_FILE, JOINER_ENVIRONMENT } from '../contract/function-environments';
import { answerAttachmentRequest } from '../domain/attachments/attachment-request';

/** What must be left of Lambda's time for an answer, in milliseconds. */
const RESERVE_MS = 30_000;

/** CloudFormation's custom resources of an app that joins a proxy of another. */
export async function handler(event: CustomResourceEvent, context: Context): Promise<void> {
  const work = () => {
    const { tableName, restApiId, stageName, attachment } = decodeEnvironment(JOINER_ENVIRONMENT, process.env);
    const clients = deployClients();
    return answerAttachmentRequest(event, attachment, () => readFileSync(`${__dirname}/${ATTACHMENT_FILE}`, 'utf8'), {
      registry: new DynamoDbReleaseRegistry(clients.registry, tableName, pause),
      deployments: new ApiGatewayStageDeployments(clients.keys, { restApiId, stageName }),
      deadline: () => context.getRemainingTimeInMillis() < RESERVE_MS,
      owner: `gatehouse-${restApiId}-`,
    });
  };
  const send = (url: string, answer: object) => sendCloudFormationResponse(url, answer, pause);
  await answerCustomResource(event, work, { send, log: (line) => process.stderr.write(`${line}\n`) });
}
