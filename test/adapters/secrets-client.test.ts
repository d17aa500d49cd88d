import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CachedSecretReader } from '../../lambda/adapters/secret-reader';
import { readAwsEnvironment } from '../../lambda/adapters/aws-environment';
import { secretsClient } from '../../lambda/adapters/secrets-client';

const clock = { now: () => 0 };
let server: Server;
let asked: string[];

/** Stands in for Secrets Manager on loopback. */
async function prepare(reply: (response: ServerResponse) => void): Promise<CachedSecretReader> {
  asked = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(`${request.headers['x-amz-target'] as string} ${Buffer.concat(chunks).toString()}`);
      reply(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const environment = readAwsEnvironment({
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'key',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  return new CachedSecretReader(secretsClient(environment, 150), 'arn:secret', clock);
}

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function answer(status: number, body: object) {
  return (response: ServerResponse): void => {
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  };
}

test('S6 asks for the value of its one secret and nothing else', async () => {
  const reader = await prepare(answer(200, { VersionId: 'v1', SecretString: 's3cret' }));

  const secret = await reader.current(false);

  expect(secret !== 'empty' && [secret.versionId, secret.value.reveal()]).toEqual(['v1', 's3cret']);
  expect(asked).toEqual(['secretsmanager.GetSecretValue {"SecretId":"arn:secret"}']);
});

test('a secret that nothing was put into yet is empty', async () => {
  const reader = await prepare(
    answer(400, {
      __type: 'ResourceNotFoundException',
      Message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    }),
  );

  expect(await reader.current(false)).toBe('empty');
});

test('S3 denied access is asked for once and closes', async () => {
  const reader = await prepare(answer(400, { __type: 'AccessDeniedException', message: 'no' }));

  await expect(reader.current(false)).rejects.toThrow('(AccessDeniedException)');
  expect(asked).toHaveLength(1);
});

test('R5 silence ends, after a second attempt', async () => {
  const reader = await prepare(() => undefined);

  await expect(reader.current(false)).rejects.toThrow('(TimeoutError)');
  expect(asked).toHaveLength(2);
});
