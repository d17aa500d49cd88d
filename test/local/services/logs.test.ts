import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
  type FilterLogEventsCommandInput,
  FilterLogEventsCommand,
  paginateFilterLogEvents,
  PutLogEventsCommand,
  type PutLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { CloudWatchOperatorJournal } from '../../../lambda/adapters/operator-journal';
import { LogStore } from '../../../local/services/log-store';
import { Logs } from '../../../local/services/logs';
import { LoopbackEndpoint } from '../../../local/services/loopback-endpoint';
import { SettableClock } from '../support/settable-clock';

const GROUP = 'Audit';
const DAY_MS = 86_400_000;

describe('CloudWatch Logs in the twin', () => {
  let clock: SettableClock;
  let store: LogStore;
  let endpoint: LoopbackEndpoint;
  let client: CloudWatchLogsClient;

  beforeEach(async () => {
    clock = new SettableClock();
    store = new LogStore(clock, 1_000);
    store.addGroup(GROUP);
    endpoint = new LoopbackEndpoint(new Logs(store, { region: 'us-east-1', accountId: '0', clock }).listener);
    client = new CloudWatchLogsClient({
      endpoint: await endpoint.start(),
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
  });

  afterEach(async () => {
    client.destroy();
    await endpoint.kill();
  });

  const create = (logStreamName: string, logGroupName = GROUP) =>
    client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const put = (logEvents: PutLogEventsCommandInput['logEvents'], logStreamName = 'people') =>
    client.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName, logEvents }));
  async function messages(input: Partial<FilterLogEventsCommandInput> = {}): Promise<string[]> {
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: GROUP, ...input }));
    return events.map(({ message = '' }) => message);
  }

  test('holds what functions wrote and what people put, by time', async () => {
    store.write(GROUP, 'from a function');
    await create('people');
    await put([{ timestamp: clock.now() - 1_000, message: 'from a person' }]);

    expect(await messages()).toEqual(['from a person', 'from a function']);
    expect(await messages({ logStreamNames: ['people'] })).toEqual(['from a person']);
    expect(await messages({ logStreamNamePrefix: 'tw' })).toEqual(['from a function']);
    expect(await messages({ startTime: clock.now() })).toEqual(['from a function']);
    expect(await messages({ endTime: clock.now() - 1 })).toEqual(['from a person']);
  });

  test('pages go on where the one before ended, whatever came since', async () => {
    const written = ['a', 'b', 'c', 'd', 'e'];
    for (const message of written) store.write(GROUP, message);

    const found: string[] = [];
    for await (const { events = [] } of paginateFilterLogEvents({ client, pageSize: 2 }, { logGroupName: GROUP })) {
      found.push(...events.map(({ message = '' }) => message));
      if (found.length === 2) store.write(GROUP, 'f');
    }

    expect(found).toEqual([...written, 'f']);
  });

  test.each([
    ['ERROR', ['ERROR one two']],
    ['"one two"', ['ERROR one two']],
    ['one -ERROR', ['INFO one']],
    ['?ERROR ?INFO', ['ERROR one two', 'INFO one']],
    ['{ $.unmapped.tenant = "acme" }', ['{"unmapped":{"tenant":"acme","status":403}}']],
    ['{ $.unmapped.tenant = "a*" && $.unmapped.status >= 400 }', ['{"unmapped":{"tenant":"acme","status":403}}']],
    ['{ $.unmapped.status < 400 }', []],
    ['{ $.unmapped.tenant != acme }', []],
  ])('the filter pattern %s', async (filterPattern, expected) => {
    for (const line of ['ERROR one two', 'INFO one', '{"unmapped":{"tenant":"acme","status":403}}']) {
      store.write(GROUP, line);
    }

    expect(await messages({ filterPattern })).toEqual(expected);
  });

  test.each(['{ $.a = 1 || $.b = 2 }', '{ $.a IS NULL }', '[ip, user]'])(
    'what it cannot read of a pattern it refuses: %s',
    async (filterPattern) => {
      await expect(messages({ filterPattern })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    },
  );

  test('streams and groups that are not there, and streams that are', async () => {
    await create('people');

    await expect(create('people')).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    await expect(create('a:b')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(create('x', 'Nowhere')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(put([{ timestamp: clock.now(), message: 'x' }], 'nobody')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(messages({ logGroupName: 'Nowhere' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(messages({ nextToken: 'none' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('batches out of order, too large or of nothing are refused; events too old or too new are left out', async () => {
    await create('people');
    const now = clock.now();
    const refused = { name: 'InvalidParameterException' };

    await expect(put([])).rejects.toMatchObject(refused);
    await expect(put([{ timestamp: now, message: '' }])).rejects.toMatchObject(refused);
    await expect(put([{ timestamp: now, message: 'x'.repeat(1_048_551) }])).rejects.toMatchObject(refused);
    await expect(
      put([
        { timestamp: now, message: 'b' },
        { timestamp: now - 1, message: 'a' },
      ]),
    ).rejects.toMatchObject(refused);
    await expect(
      put([
        { timestamp: now - DAY_MS - 1, message: 'a' },
        { timestamp: now, message: 'b' },
      ]),
    ).rejects.toMatchObject(refused);
    const old = await put([{ timestamp: now - 15 * DAY_MS, message: 'old' }]);
    const fresh = await put([{ timestamp: now + 3 * 3_600_000, message: 'new' }]);

    expect(old.rejectedLogEventsInfo).toMatchObject({ tooOldLogEventEndIndex: 1 });
    expect(fresh.rejectedLogEventsInfo).toMatchObject({ tooNewLogEventStartIndex: 0 });
    expect(await messages()).toEqual([]);
  });

  test('a group holds so much and forgets the oldest', async () => {
    for (let index = 0; index < 20; index += 1) store.write(GROUP, `${index}`.padEnd(100, '.'));

    const kept = await messages();

    expect(kept.length).toBeLessThanOrEqual(10);
    expect(kept.at(-1)).toMatch(/^19\./);
  });

  test('describes streams by name and by last event', async () => {
    await create('b');
    await create('a');
    await put([{ timestamp: clock.now(), message: 'x' }], 'a');
    const describe = async (input: object) => {
      const { logStreams = [], nextToken } = await client.send(
        new DescribeLogStreamsCommand({ logGroupName: GROUP, ...input }),
      );
      return { names: logStreams.map(({ logStreamName }) => logStreamName), nextToken };
    };

    expect(await describe({})).toEqual({ names: ['a', 'b'], nextToken: undefined });
    expect(await describe({ orderBy: 'LastEventTime', descending: true })).toMatchObject({ names: ['a', 'b'] });
    expect(await describe({ limit: 1 })).toEqual({ names: ['a'], nextToken: '1' });
    expect(await describe({ limit: 1, nextToken: '1' })).toEqual({ names: ['b'], nextToken: undefined });
    await expect(describe({ orderBy: 'LastEventTime', logStreamNamePrefix: 'a' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  test('says what it has where it is asked for something else', async () => {
    const answer = await fetch(
      String(await client.config.endpoint?.().then(({ hostname, port }) => `http://${hostname}:${port}`)),
      {
        method: 'POST',
        headers: { 'x-amz-target': 'Logs_20140328.constructor' },
        body: '{}',
      },
    );

    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('it has CreateLogStream, PutLogEvents');
  });

  describe('operator records', () => {
    test('a stream a day, made when it is first needed, by two at once too', async () => {
      const journal = new CloudWatchOperatorJournal(client, GROUP);
      const day = new Date(clock.now()).toISOString().slice(0, 10);

      await Promise.all([journal.append('one', clock.now()), journal.append('two', clock.now())]);
      await journal.append('three', clock.now());

      expect((await messages({ logStreamNames: [`operator/${day}`] })).sort()).toEqual(['one', 'three', 'two']);
    });

    test('no group, no record; and a clock that is wrong is said to be', async () => {
      await expect(new CloudWatchOperatorJournal(client, 'Nowhere').append('x', clock.now())).rejects.toMatchObject({
        name: 'ServiceFault',
        operation: 'CreateLogStream',
        kind: 'ResourceNotFoundException',
      });
      await expect(new CloudWatchOperatorJournal(client, GROUP).append('x', clock.now() - 20 * DAY_MS)).rejects.toThrow(
        'the time of this machine is wrong',
      );
    });
  });
});
