import type { Clock, SecretReader } from '../domain/ports';
import { CachedSecretReader, type SecretsClient } from './secret-reader';
import { secretsClientConfig } from './secrets-client-config';

/** Longest wait for one answer of Secrets Manager on the path of a decision, in milliseconds. */
const ANSWER_TIMEOUT_MS = 500;

/**
 * Readers of Secrets Manager by ARN, each with a cache of its own. Its client is loaded at the first use, since most
 * authorizers need none.
 */
export function secretReaders(clock: Clock, client: SecretsClient = lazyClient()): (secretArn: string) => SecretReader {
  const readers = new Map<string, SecretReader>();
  return (secretArn) => {
    const reader = readers.get(secretArn) ?? new CachedSecretReader(client, secretArn, clock);
    readers.set(secretArn, reader);
    return reader;
  };
}

function lazyClient(): SecretsClient {
  let loaded: Promise<SecretsClient> | undefined;
  const load = async (): Promise<SecretsClient> => {
    const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    return new SecretsManagerClient(secretsClientConfig(ANSWER_TIMEOUT_MS));
  };
  return {
    send: async (command) => {
      loaded ??= load();
      return await (await loaded).send(command);
    },
  };
}
