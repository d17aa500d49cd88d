import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Redacted, SecretWriter } from '../domain/ports';
import { RegistrarFault } from '../domain/registrar-fault';

/** Writes secrets, and learns no more of them than whether they hold something. */
export class SecretsManagerSecretWriter implements SecretWriter {
  public constructor(private readonly client: SecretsManagerClient) {}

  public async isFilled(secretArn: string): Promise<boolean> {
    const { VersionIdsToStages: versions = {} } = await this.client
      .send(new DescribeSecretCommand({ SecretId: secretArn }))
      .catch((cause) => refuse('described', secretArn, cause));
    return Object.values(versions).some((stages) => stages.includes('AWSCURRENT'));
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
