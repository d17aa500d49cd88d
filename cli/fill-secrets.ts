import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Twin } from '../local/twin';
import type { CredentialDocument } from '../lambda/contract/api-document';
import { CommandError } from './command-error';
import { TWIN_MESSAGES as MESSAGES } from './messages/twin-messages';
import type { DeclaredApi } from './declared-gateway';
import { TWIN_CLIENT } from './twin-client';

/**
 * Fills the secrets of protected APIs: from files where they were named, else, where wanted, with random text that
 * means nothing outside the twin.
 */
export async function fillSecrets(
  twin: Twin,
  apis: readonly DeclaredApi[],
  files: ReadonlyMap<string, string>,
  options: { readonly fillSecrets: boolean; readonly onNotice: (text: string) => void },
): Promise<void> {
  const client = new SecretsManagerClient({ ...TWIN_CLIENT, endpoint: twin.endpoints.secretsManager });
  try {
    for (const { document, environment } of apis) {
      const { api: name, credential } = document;
      const { secretArn } = environment;
      const file = files.get(name);
      if (secretArn === undefined) {
        if (file !== undefined) {
          throw new CommandError(MESSAGES.needsNoSecret(name));
        }
        continue;
      }
      const empty = twin.secrets.find(({ arn }) => arn === secretArn)?.empty ?? false;
      if (file !== undefined) {
        await client.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString: readSecret(name, file) }));
      } else if (empty && options.fillSecrets) {
        await client.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString: randomSecret(credential) }));
        options.onNotice(
          `the secret of "${name}" was empty and got a random value; --secret ${name}=FILE gives a real one`,
        );
      }
    }
  } finally {
    client.destroy();
  }
}

/** In the form that the credential reads: plain text, or a JSON object with its fields. */
function randomSecret(credential: CredentialDocument): string {
  const value = `twin-${randomBytes(24).toString('base64url')}`;
  const fields = {
    ...('field' in credential && credential.field !== undefined ? { [credential.field]: value } : {}),
    ...('usernameField' in credential && credential.usernameField !== undefined
      ? { [credential.usernameField]: 'twin' }
      : {}),
  };
  return Object.keys(fields).length === 0 ? value : JSON.stringify(fields);
}

function readSecret(name: string, file: string): string {
  try {
    const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (text !== '') {
      return text;
    }
  } catch (error) {
    throw new CommandError(MESSAGES.unreadableSecret(name, file, (error as NodeJS.ErrnoException).code));
  }
  throw new CommandError(MESSAGES.emptySecret(name, file));
}
