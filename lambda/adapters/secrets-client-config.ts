import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';

/** Longest wait for a connection to Secrets Manager, in milliseconds. */
const CONNECT_TIMEOUT_MS = 1_000;

/** Two attempts at most, with an end to every wait. @param answerTimeoutMs longest wait for one answer. */
export function secretsClientConfig(answerTimeoutMs: number): SecretsManagerClientConfig {
  return {
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: Math.min(CONNECT_TIMEOUT_MS, answerTimeoutMs),
      requestTimeout: answerTimeoutMs,
      throwOnRequestTimeout: true,
    },
  };
}
