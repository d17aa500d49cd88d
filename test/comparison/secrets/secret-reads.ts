import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CachedSecretReader } from '../../../lambda/adapters/secret-reader';
import { secretsClient } from '../../../lambda/adapters/secrets-client';
import type { Observation } from '../observation';

const PLACE = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

/** What is put into a secret before it is read; `undefined` = there is no such secret. */
const VALUES: readonly (readonly [string, object | undefined])[] = [
  ['a text', { SecretString: 'zwölf' }],
  ['bytes', { SecretBinary: Buffer.from('zwölf') }],
  ['nothing yet', {}],
  ['no secret', undefined],
];

/** Reads secrets as the functions do: by their own client, signed, and through their reader. */
export async function observeSecretReads(endpoint: string, prefix: string): Promise<Map<string, Observation>> {
  const sdk = new SecretsManagerClient({ ...PLACE, endpoint });
  const own = secretsClient({ ...PLACE, endpoints: { dynamodb: endpoint, secretsmanager: endpoint } });
  const seen = new Map<string, Observation>();
  for (const [index, [name, value]] of VALUES.entries()) {
    const secret = `${prefix}-${index}`;
    const made = value && (await sdk.send(new CreateSecretCommand({ Name: secret, ...value })));
    const read = await outcomeOf(new CachedSecretReader(own, secret, { now: () => 0 }));
    seen.set(name, { read: read.replace(made?.VersionId ?? '(none)', 'the version that was made:') });
  }
  sdk.destroy();
  return seen;
}

async function outcomeOf(reader: CachedSecretReader): Promise<string> {
  try {
    const version = await reader.current(false);
    return version === 'empty' ? version : `${version.versionId} ${version.value.reveal()}`;
  } catch (error) {
    return (error as Error).message;
  }
}
