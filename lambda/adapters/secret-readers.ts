import type { Clock, SecretReader } from '../domain/ports';
import { CachedSecretReader, type SecretsClient } from './secret-reader';

/** Longest wait for one attempt to read a secret on the path of a decision, in milliseconds. */
export const DECISION_SECRET_MS = 500;

/** Readers of Secrets Manager by ARN, each with a cache of its own. */
export function secretReaders(clock: Clock, client: SecretsClient): (secretArn: string) => SecretReader {
  const readers = new Map<string, SecretReader>();
  return (secretArn) => {
    const reader = readers.get(secretArn) ?? new CachedSecretReader(client, secretArn, clock);
    readers.set(secretArn, reader);
    return reader;
  };
}
