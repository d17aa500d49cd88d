import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { ApiGatewayApiKeys } from '../adapters/api-keys';
import { sendCloudFormationResponse } from '../adapters/cloudformation-response';
import { deployClients } from '../adapters/deploy-clients';
import { DynamoDbReleaseRegistry } from '../adapters/registry-writer';
import { SecretsManagerSecretWriter } from '../adapters/secret-writer';
import { systemClock as clock } from '../adapters/system-clock';
import { systemRandomness as randomness } from '../adapters/system-randomness';
import { decodeEnvironment } from '../contract/environment';
import { DECLARATIONS_FILE, REGISTRAR_ENVIRONMENT } from '../contract/function-environments';
import { PacedApiKeys } from '../domain/paced-api-keys';
import { answerRegistrarRequest } from '../domain/registrar-request';
import { answerCustomResource, type CustomResourceEvent } from '../adapters/custom-resource';

/** What must be left of Lambda's time for an answer, in milliseconds. */
const RESERVE_MS = 45_000;

/** CloudFormation's custom resource: publishes what lies beside the code. */
export async function handler(event: CustomResourceEvent, context: Context): Promise<void> {
  const work = () => {
    const { tableName } = decodeEnvironment(REGISTRAR_ENVIRONMENT, process.env);
    const clients = deployClients();
    const deadline = () => context.getRemainingTimeInMillis() < RESERVE_MS;
    const registry = new DynamoDbReleaseRegistry(clients.registry, tableName, pause);
    const keys = new PacedApiKeys(new ApiGatewayApiKeys(clients.keys), pause, deadline);
    const secrets = new SecretsManagerSecretWriter(clients.secrets);
    return answerRegistrarRequest(
      event,
      () => readFileSync(`${__dirname}/${DECLARATIONS_FILE}`, 'utf8'),
      (keyPrefix) => ({ registry, keys, secrets, randomness, clock, deadline, keyPrefix }),
    );
  };
  const send = (url: string, answer: object) => sendCloudFormationResponse(url, answer, pause);
  await answerCustomResource(event, work, { send, log: (line) => process.stderr.write(`${line}\n`) });
}
