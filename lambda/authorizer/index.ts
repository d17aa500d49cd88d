import { randomUUID } from 'node:crypto';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { StandardOutputAuditSink } from '../adapters/audit-sink';
import { readAwsEnvironment } from '../adapters/aws-environment';
import { within } from '../adapters/deadline';
import { JwksCache } from '../adapters/jwks-cache';
import { jwksFetcher } from '../adapters/jwks-fetcher';
import { AwsJwtVerifier } from '../adapters/jwt-verifier';
import { DynamoDbProofLedger } from '../adapters/proof-ledger';
import { JwkProofVerifier } from '../adapters/proof-verifier';
import { registryClient } from '../adapters/registry-client';
import { DynamoDbRegistryReader } from '../adapters/registry-reader';
import { DECISION_SECRET_MS, secretReaders } from '../adapters/secret-readers';
import { secretsClient } from '../adapters/secrets-client';
import { systemClock as clock } from '../adapters/system-clock';
import { HttpTokenIntrospector } from '../adapters/token-introspector';
import { decodeEnvironment } from '../contract/environment';
import { AUTHORIZER_ENVIRONMENT } from '../contract/function-environments';
import { AuditTrail } from '../domain/audit-trail';
import { type AuthorizerPorts, authorize } from '../domain/authorize';
import { evaluatePolicySet } from '../domain/cedar';
import { DecisionMemory } from '../domain/decision-memory';
import { KnownJwts } from '../domain/known-jwts';
import { ReleaseCache } from '../domain/release-cache';
import { rememberedEvaluation } from '../domain/remembered-evaluation';
import { answerOf } from './authorization-answer';
import { requestOfEvent } from './authorization-event';

const { tableName, freshnessMs, answerTtlSeconds } = decodeEnvironment(AUTHORIZER_ENVIRONMENT, process.env);
const aws = readAwsEnvironment(process.env);
const client = registryClient(aws);
const registry = new DynamoDbRegistryReader(client, tableName, freshnessMs, clock);
const ports: AuthorizerPorts = {
  registry,
  releases: new ReleaseCache(registry, clock),
  jwts: new KnownJwts(),
  memory: new DecisionMemory(),
  verifier: new AwsJwtVerifier(new JwksCache(jwksFetcher(), clock)),
  introspector: new HttpTokenIntrospector(secretReaders(clock, secretsClient(aws, DECISION_SECRET_MS)), clock),
  proofVerifier: new JwkProofVerifier(),
  proofs: new DynamoDbProofLedger(client, tableName),
  trail: new AuditTrail(new StandardOutputAuditSink(), clock, randomUUID()),
  evaluate: rememberedEvaluation(evaluatePolicySet),
  clock,
  newId: randomUUID,
  within,
  answerTtlSeconds,
};

/** Decides one request of an API Gateway REST API. */
export async function handler(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  return answerOf(await authorize(requestOfEvent(event), ports), event.methodArn);
}
