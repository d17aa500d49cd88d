import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoDbReleaseRegistry } from '../lambda/adapters/registry-writer';
import { systemRandomness } from '../lambda/adapters/system-randomness';
import type { UserDeclaration } from '../lambda/contract/declarations';
import { tokenKey } from '../lambda/contract/registry-records';
import { mintProxyToken } from '../lambda/domain/proxy-token';
import { tenantReference, userReference } from '../lambda/domain/reference';
import type { Twin } from '../local/twin';
import { CommandError } from './command-error';
import { TWIN_MESSAGES as MESSAGES } from './messages/twin-messages';
import type { DeclaredGateway } from './declared-gateway';
import type { DescribedUser } from './gateway-description';
import { TWIN_CLIENT } from './twin-client';

/**
 * Gives every declared proxy user a token to call with: the one that was minted at deploy where the user has a secret
 * for it, else a new one. Federated users call with their issuer's tokens and get none.
 */
export async function mintTokens(twin: Twin, declared: DeclaredGateway): Promise<DescribedUser[]> {
  const dynamodb = new DynamoDBClient({ ...TWIN_CLIENT, endpoint: twin.endpoints.dynamodb });
  const secrets = new SecretsManagerClient({ ...TWIN_CLIENT, endpoint: twin.endpoints.secretsManager });
  const registry = new DynamoDbReleaseRegistry(DynamoDBDocumentClient.from(dynamodb), declared.tableName, pause);
  try {
    const users: DescribedUser[] = [];
    for (const user of declared.declarations.users.filter(({ federated }) => federated === undefined)) {
      const token =
        user.firstTokenSecretArn === undefined
          ? await mint(registry, user, twin.clock.now())
          : await readSecret(secrets, user.firstTokenSecretArn);
      const plan = twin.usagePlans.find(({ id }) => id === user.planId)?.name ?? user.planId;
      users.push({ id: user.user, tenant: user.tenant, roles: user.roles, plan, token });
    }
    return users;
  } finally {
    dynamodb.destroy();
    secrets.destroy();
  }
}

async function mint(registry: DynamoDbReleaseRegistry, user: UserDeclaration, now: number): Promise<string> {
  const owner = { tenantRef: tenantReference(user.tenant), userRef: userReference(user.tenant, user.user) };
  const { tokenId, text, digest } = mintProxyToken(owner, systemRandomness);
  await registry.createToken(tokenKey(owner.tenantRef, owner.userRef, tokenId), {
    tenant: user.tenant,
    user: user.user,
    tokenId,
    digest,
    status: 'active',
    createdAt: now,
  });
  return text.reveal();
}

async function readSecret(secrets: SecretsManagerClient, arn: string): Promise<string> {
  const { SecretString: token } = await secrets.send(new GetSecretValueCommand({ SecretId: arn }));
  if (token === undefined) {
    throw new CommandError(MESSAGES.noFirstToken(arn));
  }
  return token;
}
