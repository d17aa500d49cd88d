import type { GetSecretValueCommandOutput } from '@aws-sdk/client-secrets-manager';
import type { AwsEnvironment } from './aws-environment';
import { AwsJsonClient } from './aws-json-client';
import type { SecretsClient } from './secret-reader';

/** Longest time that one of two attempts may take, in milliseconds. */
const ATTEMPT_MS = 2_000;

/**
 * Secrets Manager on the path of a request, with an end to every wait.
 *
 * @param attemptMs @default 2,000
 */
export function secretsClient(environment: AwsEnvironment, attemptMs: number = ATTEMPT_MS): SecretsClient {
  const client = new AwsJsonClient(
    environment,
    { service: 'secretsmanager', target: 'secretsmanager', contentType: 'application/x-amz-json-1.1' },
    attemptMs,
  );
  return {
    send: async ({ input }) => {
      const answer = await client.call('GetSecretValue', { SecretId: input.SecretId });
      const { SecretBinary: bytes } = answer;
      return {
        ...answer,
        ...(typeof bytes === 'string' ? { SecretBinary: Buffer.from(bytes, 'base64') } : {}),
      } as GetSecretValueCommandOutput;
    },
  };
}
