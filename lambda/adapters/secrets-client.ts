import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretsClient } from './secret-reader';

/** Longest wait for a connection to Secrets Manager, in milliseconds. */
const CONNECT_TIMEOUT_MS = 1_000;
/** Longest wait for one answer of it, in milliseconds; a second attempt has its own. */
const ANSWER_TIMEOUT_MS = 2_000;

/**
 * The SDK's client, with an end to every wait.
 *
 * @param answerTimeoutMs @default 2,000
 */
export function secretsClient(answerTimeoutMs: number = ANSWER_TIMEOUT_MS): SecretsClient {
  return new SecretsManagerClient({
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: answerTimeoutMs,
      throwOnRequestTimeout: true,
    },
  });
}
