import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretsClient } from './secret-reader';
import { secretsClientConfig } from './secrets-client-config';

/** Longest wait for one answer of Secrets Manager, in milliseconds; a second attempt has its own. */
const ANSWER_TIMEOUT_MS = 2_000;

/**
 * The SDK's client, with an end to every wait.
 *
 * @param answerTimeoutMs @default 2,000
 */
export function secretsClient(answerTimeoutMs: number = ANSWER_TIMEOUT_MS): SecretsClient {
  return new SecretsManagerClient(secretsClientConfig(answerTimeoutMs));
}
