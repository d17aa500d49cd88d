import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDbReleaseRegistry } from '../../lambda/adapters/registry-writer';
import { systemRandomness } from '../../lambda/adapters/system-randomness';
import { tokenKey } from '../../lambda/contract/registry-records';
import { userReferences } from '../../lambda/domain/declared-user';
import { mintProxyToken, parseProxyToken } from '../../lambda/domain/proxy-token';
import { send } from '../conformance/check-case';
import { AuditLog } from './audit-log';
import type { DeployTarget } from './deploy-target';
import { DeployedStack } from './deployed-stack';

/** The sample as it is deployed, with what it takes to call it and to look into it. */
export interface DeployedSample {
  readonly target: DeployTarget;
  readonly stack: DeployedStack;
  readonly url: string;
  readonly restApiId: string;
  readonly registry: DynamoDbReleaseRegistry;
  readonly tableName: string;
  readonly audit: AuditLog;
  readonly accessLogGroup: string;
  /** The first token of `acme/shop`, out of its secret. */
  readonly shopToken: string;
}

/** @throws Error where there is no such stack. */
export async function readDeployedSample(target: DeployTarget): Promise<DeployedSample> {
  const stack = await DeployedStack.read(target.clients, target.stackName);
  if (stack === undefined) {
    throw new Error(`There is no stack ${target.stackName}.`);
  }
  const restApiId = stack.id('AWS::ApiGateway::RestApi');
  const tableName = stack.id('AWS::DynamoDB::Table');
  const url = target.stageUrl(restApiId, 'prod');
  const shopToken = await readToken(target, stack, 'Shop');
  const nudge = () =>
    send(url, { method: 'GET', path: '/orders/nowhere', headers: { Authorization: `Bearer ${shopToken}` } });
  return {
    target,
    stack,
    restApiId,
    tableName,
    url,
    registry: new DynamoDbReleaseRegistry(target.clients.documents, tableName, pause),
    audit: new AuditLog(target.clients, stack.id('AWS::Logs::LogGroup', 'ProxyAuditLog'), nudge),
    accessLogGroup: stack.id('AWS::Logs::LogGroup', 'ProxyApiAccessLog'),
    shopToken,
  };
}

/** The first token that a deploy put into a user's secret. @param logicalId of the user's construct. */
export async function readToken({ clients }: DeployTarget, stack: DeployedStack, logicalId: string): Promise<string> {
  const SecretId = stack.id('AWS::SecretsManager::Secret', `${logicalId}FirstToken`);
  const { SecretString: token = '' } = await clients.secrets.send(new GetSecretValueCommand({ SecretId }));
  if (parseProxyToken(token) === undefined) {
    throw new Error(`The secret ${SecretId} holds no proxy token.`);
  }
  return token;
}

/** Puts the upstreams' credentials where the forwarders read them, as whoever runs the proxy does once. */
export async function fillCredentials({ target, stack }: DeployedSample): Promise<void> {
  for (const SecretId of ['Orders', 'Packages'].map((api) =>
    stack.id('AWS::SecretsManager::Secret', `${api}Credential`),
  )) {
    const SecretString = `upstream-${systemRandomness.base64url(24)}`;
    await target.clients.secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
  }
}

/** Mints a token for a declared user, as an administrator does. @returns it, and the key of its record. */
export async function mintToken({ registry }: DeployedSample, tenant: string, user: string) {
  const owner = userReferences({ tenant, user });
  const { tokenId, text, digest } = mintProxyToken(owner, systemRandomness);
  const key = tokenKey(owner.tenantRef, owner.userRef, tokenId);
  await registry.createToken(key, { tenant, user, tokenId, digest, status: 'active', createdAt: Date.now() });
  return { token: text.reveal(), key };
}
