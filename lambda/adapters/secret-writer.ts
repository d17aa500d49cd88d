import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Redacted, SecretWriter } from '../domain/ports';
import { RegistrarFault } from '../domain/registrar-fault';

/**
 * Writes secrets, and learns no more of them than which version is current: it may not read them.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html: the request token becomes
 * the version's id
 */
export class SecretsManagerSecretWriter implements SecretWriter {
  public constructor(private readonly client: SecretsManagerClient) {}

  public async currentVersion(secretArn: string): Promise<string | undefined> {
    const { VersionIdsToStages: versions = {} } = await this.client
      .send(new DescribeSecretCommand({ SecretId: secretArn }))
      .catch((cause) => refuse('described', secretArn, cause));
    return Object.keys(versions).find((id) => versions[id]?.includes('AWSCURRENT'));
  }

  public async put(secretArn: string, value: Redacted, clientRequestToken: string): Promise<void> {
    await this.client
      .send(
        new PutSecretValueCommand({
          SecretId: secretArn,
          SecretString: value.reveal(),
          ClientRequestToken: clientRequestToken,
        }),
      )
      .catch((cause) => refuse('filled', secretArn, cause));
  }
}

function refuse(verb: string, secretArn: string, cause: Error): never {
  const remedy = 'Check that it exists, and the grants on it and on its key.';
  throw new RegistrarFault(`The secret ${secretArn} could not be ${verb} (${cause.name}). ${remedy}`);
}
