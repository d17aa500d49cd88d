import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJwt } from 'jose';
import { DynamoDbGrantRegistry } from '../../lambda/adapters/grant-registry';
import { DynamoDbRevocationWriter } from '../../lambda/adapters/revocation-writer';
import { systemClock } from '../../lambda/adapters/system-clock';
import { systemRandomness } from '../../lambda/adapters/system-randomness';
import { GLOBAL_KEY, type ReleaseUser } from '../../lambda/contract/registry-records';
import { grantTask, type TaskGrant } from '../../lambda/domain/grant-task';
import { revocationOf } from '../../lambda/domain/revocation';
import type { DeployedSample } from './deployed-sample';

/** Revokes a role, as an administrator does: nothing but the list changes. */
export async function revokeRole({ target, tableName }: DeployedSample, role: string): Promise<void> {
  await target.clients.documents.send(
    new UpdateCommand({
      TableName: tableName,
      Key: GLOBAL_KEY,
      UpdateExpression: 'SET revokedRoles = list_append(revokedRoles, :role)',
      ExpressionAttributeValues: { ':role': [role] },
    }),
  );
}

/** Revokes one JWT, or whatever its issuer says of its subject, for ever. */
export async function revokeJwt(
  { target, tableName }: DeployedSample,
  token: string,
  kind: 'jwt' | 'subject',
): Promise<void> {
  const { iss: issuer = '', jti = '', sub = '' } = decodeJwt(token);
  const { key, record } = revocationOf({ kind, issuer, name: kind === 'jwt' ? jti : sub }, Date.now());
  await new DynamoDbRevocationWriter(target.clients.documents, tableName).revoke(key, record);
}

/** Grants a task, as somebody who answers a request for it does. @throws Error where it cannot be granted. */
export async function grant(sample: DeployedSample, user: ReleaseUser, task: TaskGrant): Promise<void> {
  const { registry: reads, tableName, target } = sample;
  const registry = new DynamoDbGrantRegistry(target.clients.documents, tableName, reads);
  const outcome = await grantTask({ registry, clock: systemClock, randomness: systemRandomness }, user, task);
  if (!outcome.ok) {
    throw new Error(outcome.problem);
  }
}
