import { randomBytes } from 'node:crypto';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { OpaqueIssuerDocument } from '../lambda/contract/proxy-document';
import type { Twin } from '../local/twin';
import { TWIN_CLIENT } from './twin-client';

/** Fills the proxy's own secrets at issuers, where they are empty: the built-in issuer takes any. */
export async function fillIssuerSecrets(twin: Twin, issuers: readonly OpaqueIssuerDocument[]): Promise<void> {
  const client = new SecretsManagerClient({ ...TWIN_CLIENT, endpoint: twin.endpoints.secretsManager });
  try {
    for (const { secretArn, secretField } of issuers) {
      if (twin.secrets.find(({ arn }) => arn === secretArn)?.empty === true) {
        const value = `twin-${randomBytes(24).toString('base64url')}`;
        const SecretString = secretField === undefined ? value : JSON.stringify({ [secretField]: value });
        await client.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString }));
      }
    }
  } finally {
    client.destroy();
  }
}
