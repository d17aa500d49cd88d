import { inspect } from 'node:util';
import type { GetSecretValueCommand, GetSecretValueCommandOutput } from '@aws-sdk/client-secrets-manager';
import {
  SECRET_FRESH_MS,
  SECRET_INTERVAL_MS,
  SECRET_STALE_MS,
  type SecretsClient,
  CachedSecretReader,
} from '../../lambda/adapters/secret-reader';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:upstream-AbCdEf';

type Reply = Partial<GetSecretValueCommandOutput> | Error;

/** Answers one reply a call, the last one for ever. */
class FakeClient implements SecretsClient {
  public readonly asked: string[] = [];
  public replies: Reply[] = [];

  public async send(command: GetSecretValueCommand): Promise<GetSecretValueCommandOutput> {
    this.asked.push(JSON.stringify(command.input));
    const reply = this.replies.length > 1 ? this.replies.shift() : this.replies[0];
    await Promise.resolve();
    if (reply instanceof Error) {
      throw reply;
    }
    return { $metadata: {}, ...reply };
  }
}

function failure(name: string, status?: number, message = 'arn:aws:secret in here'): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

function prepare(...replies: Reply[]) {
  const client = new FakeClient();
  client.replies = replies;
  const time = { now: 1_000_000 };
  const reader = new CachedSecretReader(client, ARN, { now: () => time.now });
  const read = async (refresh = false): Promise<string> => {
    try {
      const secret = await reader.current(refresh);
      return secret === 'empty' ? 'empty' : `${secret.versionId}:${secret.value.reveal()}`;
    } catch (error) {
      return (error as Error).name;
    }
  };
  return { client, time, reader, read };
}

const ONE = { VersionId: 'v1', SecretString: 'one' };
const TWO = { VersionId: 'v2', SecretString: 'two' };

test('asks for the current version of its one secret', async () => {
  const { client, read } = prepare(ONE);

  expect(await read()).toBe('v1:one');
  expect(client.asked).toEqual([JSON.stringify({ SecretId: ARN })]);
});

test('reads a binary secret as text', async () => {
  const { read } = prepare({ VersionId: 'v1', SecretBinary: Buffer.from('b\u00fc') });

  expect(await read()).toBe('v1:b\u00fc');
});

test('a version is used for its time, then read again', async () => {
  const { client, time, read } = prepare(ONE, TWO);

  await read();
  time.now += SECRET_FRESH_MS - 1;
  expect(await read()).toBe('v1:one');
  time.now += 1;
  expect(await read()).toBe('v2:two');
  expect(client.asked).toHaveLength(2);
});

test('readers at the same time share one read', async () => {
  const { client, read } = prepare(ONE);

  expect(await Promise.all([read(), read(true), read()])).toEqual(['v1:one', 'v1:one', 'v1:one']);
  expect(client.asked).toHaveLength(1);
});

test('R6 a refresh goes past the cache, no more often than the interval allows', async () => {
  const { client, time, read } = prepare(ONE, TWO);

  await read();
  expect(await read(true)).toBe('v1:one');
  time.now += SECRET_INTERVAL_MS;
  expect(await read(true)).toBe('v2:two');
  expect(await read(true)).toBe('v2:two');
  expect(client.asked).toHaveLength(2);
});

describe('S3 where Secrets Manager does not answer', () => {
  test.each<[string, Error]>([
    ['a throttle', failure('ThrottlingException', 400)],
    ['a 429', failure('Any', 429)],
    ['a 5xx', failure('Any', 503)],
    ['an outage', failure('InternalServiceError', 400)],
    ['a timeout', failure('TimeoutError')],
    ['a refused connection', Object.assign(new Error(), { name: undefined })],
  ])('%s leaves the last version in use until it is stale', async (_name, error) => {
    const { time, read } = prepare(ONE, error);

    await read();
    time.now += SECRET_FRESH_MS;
    expect(await read()).toBe('v1:one');
    time.now += SECRET_STALE_MS - SECRET_FRESH_MS - 1;
    expect(await read()).toBe('v1:one');
    time.now += 1;
    expect(await read()).toBe('DependencyFault');
  });

  test.each<[string, Error]>([
    ['denied access', failure('AccessDeniedException', 400)],
    ['a secret not found', failure('ResourceNotFoundException', 400)],
    ['a key that is disabled', failure('DecryptionFailure', 400)],
    ['a secret marked for deletion', failure('InvalidRequestException', 400)],
  ])('%s closes at once and stays closed through an outage', async (_name, error) => {
    const { time, read } = prepare(ONE, error, failure('TimeoutError'));

    await read();
    time.now += SECRET_FRESH_MS;
    expect(await read()).toBe('DependencyFault');
    time.now += SECRET_INTERVAL_MS;
    expect(await read()).toBe('DependencyFault');
  });

  test('a cold start has nothing to serve, and does not ask again and again', async () => {
    const { client, time, read } = prepare(failure('TimeoutError'), ONE);

    expect(await read()).toBe('DependencyFault');
    expect(await read()).toBe('DependencyFault');
    expect(client.asked).toHaveLength(1);
    time.now += SECRET_INTERVAL_MS;
    expect(await read()).toBe('v1:one');
  });

  test('L4 the fault names the code and nothing else', async () => {
    const { reader } = prepare(failure('AccessDeniedException', 400, 'user is not allowed to see s3cret'));

    const fault: Error = await reader.current(false).then(
      () => new Error('read'),
      (error: Error) => error,
    );

    expect(fault.message).toContain('AccessDeniedException');
    expect(inspect(fault)).not.toContain('s3cret');
  });
});

describe('a secret that nothing was put into yet', () => {
  const unfilled = failure(
    'ResourceNotFoundException',
    400,
    "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  );

  test.each<[string, Reply]>([
    ['has no current version', unfilled],
    ['holds empty text', { VersionId: 'v1', SecretString: '' }],
    ['holds nothing', {}],
  ])('%s', async (_name, reply) => {
    expect(await prepare(reply).read()).toBe('empty');
  });

  test('is read soon after it was filled', async () => {
    const { time, read } = prepare(unfilled, ONE);

    expect(await read()).toBe('empty');
    time.now += SECRET_INTERVAL_MS;
    expect(await read()).toBe('v1:one');
  });

  test('has a version even where its id is missing', async () => {
    expect(await prepare({ SecretString: 'x' }).read()).toBe(':x');
  });
});

test('an exception without a name or message is a fault like any other', async () => {
  const { read } = prepare(Object.assign(new Error(), { name: 'ResourceNotFoundException', message: undefined }));

  expect(await read()).toBe('DependencyFault');
});
