import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { StandardOutputAuditSink } from '../adapters/audit-sink';
import { readAwsEnvironment } from '../adapters/aws-environment';
import { CachedSecretReader } from '../adapters/secret-reader';
import { secretsClient } from '../adapters/secrets-client';
import { systemClock } from '../adapters/system-clock';
import { NodeUpstreamClient } from '../adapters/upstream-client';
import { decodeEnvironment } from '../contract/environment';
import { API_DOCUMENT_FILE, FORWARDER_ENVIRONMENT } from '../contract/function-environments';
import { AuditTrail } from '../domain/audit-trail';
import { composeForwarder } from './compose-forwarder';
import { inputOfEvent, resultOfAnswer } from './forward-event';

const forwarder = composeForwarder(
  decodeEnvironment(FORWARDER_ENVIRONMENT, process.env),
  JSON.parse(readFileSync(path.join(__dirname, API_DOCUMENT_FILE), 'utf8')),
  {
    clock: systemClock,
    secretOf: (arn) => new CachedSecretReader(secretsClient(readAwsEnvironment(process.env)), arn, systemClock),
    upstream: new NodeUpstreamClient(systemClock),
    audit: new AuditTrail(new StandardOutputAuditSink(), systemClock, randomUUID()),
  },
);

/** Answers one request of an API Gateway REST API, whatever it is. */
export async function handler(event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> {
  return resultOfAnswer(await forwarder.forward(inputOfEvent(event, () => context.getRemainingTimeInMillis())));
}
