import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  DeleteUsagePlanKeyCommand,
  GetApiKeyCommand,
  GetApiKeysCommand,
  type GetApiKeysCommandInput,
  GetUsageCommand,
  GetUsagePlanCommand,
  GetUsagePlanKeyCommand,
  GetUsagePlanKeysCommand,
  GetUsagePlansCommand,
  UpdateApiKeyCommand,
} from '@aws-sdk/client-api-gateway';
import { ApiKeyRegistry } from '../../../local/services/api-key-registry';
import { ControlPlane } from '../../../local/services/control-plane';
import { LoopbackEndpoint } from '../../../local/services/loopback-endpoint';
import { RateLimit } from '../../../local/services/rate-limit';
import { SettableClock } from '../support/settable-clock';

const VALUE = 'abcdefghijklmnopqrst';

describe('API Gateway’s control plane in the twin', () => {
  let clock: SettableClock;
  let registry: ApiKeyRegistry;
  let endpoint: LoopbackEndpoint;
  let client: APIGatewayClient;

  beforeEach(async () => {
    clock = new SettableClock();
    registry = new ApiKeyRegistry(clock);
    const apiStages = [{ apiId: 'api1', stage: 'prod', throttle: new Map([['/a/GET', { rateLimit: 1 }]]) }];
    registry.addPlan({
      id: 'gold',
      name: 'Gold',
      apiStages,
      throttle: { rateLimit: 10, burstLimit: 5 },
      quota: { limit: 100, offset: 0, period: 'MONTH' },
    });
    registry.addPlan({ id: 'iron', apiStages });
    registry.addPlan({ id: 'other', apiStages: [{ apiId: 'api2', stage: 'prod', throttle: new Map() }] });
    await serve();
  });

  afterEach(async () => {
    client.destroy();
    await endpoint.kill();
  });

  async function serve(rates?: ReadonlyMap<string, RateLimit>): Promise<void> {
    endpoint = new LoopbackEndpoint(new ControlPlane(registry, rates).listener);
    client = new APIGatewayClient({
      endpoint: await endpoint.start(),
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
  }

  const create = (input: ConstructorParameters<typeof CreateApiKeyCommand>[0] = {}) =>
    client.send(new CreateApiKeyCommand(input));
  const join = (usagePlanId: string, keyId = '') =>
    client.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType: 'API_KEY' }));

  test('4.12 a key without a value gets one, and without `enabled` is disabled', async () => {
    const { $metadata, ...key } = await create({ name: 'acme', description: 'd', customerId: 'c', tags: { a: 'b' } });

    expect($metadata.httpStatusCode).toBe(201);
    expect(key).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{10}$/),
      value: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      name: 'acme',
      description: 'd',
      customerId: 'c',
      enabled: false,
      createdDate: new Date(clock.now()),
      lastUpdatedDate: new Date(clock.now()),
      stageKeys: [],
      tags: { a: 'b' },
    });
  });

  test('4.12 an empty value is generated, a given one is kept', async () => {
    const generated = await create({ value: '' });
    const given = await create({ value: VALUE, enabled: true });

    expect(generated.value).toHaveLength(40);
    expect(given).toMatchObject({ value: VALUE, enabled: true });
    expect(registry.keyByValue(VALUE)).toMatchObject({ id: given.id, enabled: true });
  });

  test.each([
    [
      'of 19 characters',
      { value: VALUE.slice(1) },
      'BadRequestException',
      'API Key value should be at least 20 characters',
    ],
    [
      'of 129 characters',
      { value: 'x'.repeat(129) },
      'BadRequestException',
      'API Key value exceeds maximum size of 128 characters',
    ],
    [
      'with a name of 1,025 characters',
      { name: 'x'.repeat(1025) },
      'BadRequestException',
      'Invalid API Key name, can be at most 1024 characters.',
    ],
  ])('4.12 a key %s is refused', async (_, input, name, message) => {
    await expect(create(input)).rejects.toMatchObject({ name, message, $metadata: { httpStatusCode: 400 } });
  });

  test('4.12 values of 20 and 128 characters are taken', async () => {
    await expect(Promise.all([create({ value: VALUE }), create({ value: 'x'.repeat(128) })])).resolves.toHaveLength(2);
  });

  test('4.13 description, enabled, name and customerId can be changed, nothing else', async () => {
    const { id: apiKey } = await create({ name: 'a', enabled: true });
    const patch = (path: string, value: string) =>
      client.send(new UpdateApiKeyCommand({ apiKey, patchOperations: [{ op: 'replace', path, value }] }));
    clock.advance(5000);

    await patch('/description', 'd');
    await patch('/name', 'b');
    await patch('/customerId', 'c');
    const changed = await patch('/enabled', 'nonsense');

    expect(changed).toMatchObject({
      name: 'b',
      description: 'd',
      customerId: 'c',
      enabled: false,
      lastUpdatedDate: new Date(clock.now()),
    });
    expect(changed).not.toHaveProperty('value');
    await expect(patch('/value', VALUE)).rejects.toMatchObject({
      name: 'BadRequestException',
      message:
        "Invalid patch path '/value' specified for op 'replace'. Must be one of: [/description, /enabled, /name, /customerId]",
    });
  });

  test('4.14 a value is unique', async () => {
    await create({ value: VALUE });

    await expect(create({ value: VALUE })).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'API Key already exists',
      $metadata: { httpStatusCode: 409 },
    });
  });

  test('4.14 a key is in one plan per stage', async () => {
    const { id } = await create();
    await join('gold', id);

    await expect(join('gold', id)).rejects.toMatchObject({ name: 'ConflictException' });
    await expect(join('iron', id)).rejects.toMatchObject({ name: 'ConflictException' });
    await expect(join('other', id)).resolves.toMatchObject({ id, type: 'API_KEY' });
    expect(registry.planFor(id as string, 'api1', 'prod')?.id).toBe('gold');
    expect(registry.planFor(id as string, 'api2', 'prod')?.id).toBe('other');
    expect(registry.planFor(id as string, 'api1', 'test')).toBeUndefined();
  });

  test('a key shows its value only where it is asked for', async () => {
    const { id: apiKey, value } = await create();

    const hidden = await client.send(new GetApiKeyCommand({ apiKey }));
    const shown = await client.send(new GetApiKeyCommand({ apiKey, includeValue: true }));

    expect(hidden.value).toBeUndefined();
    expect(shown.value).toBe(value);
  });

  test('keys are listed by name, by customer, with values where asked, page by page', async () => {
    for (const name of ['a1', 'a2', 'a3', 'b1']) await create({ name, customerId: name.slice(1) });
    const names = async (input: GetApiKeysCommandInput) => {
      const { items, position } = await client.send(new GetApiKeysCommand(input));
      return {
        names: items?.map(({ name }) => name),
        position,
        values: items?.every(({ value }) => value !== undefined),
      };
    };

    const first = await names({ nameQuery: 'a', limit: 2, includeValues: true });
    const second = await names({ nameQuery: 'a', limit: 2, position: first.position });

    expect(first).toEqual({ names: ['a1', 'a2'], position: expect.any(String), values: true });
    expect(second).toEqual({ names: ['a3'], position: undefined, values: false });
    expect(await names({ customerId: '1' })).toMatchObject({ names: ['a1', 'b1'] });
  });

  test('a deleted key is gone from its plans too', async () => {
    const { id: apiKey } = await create();
    await join('gold', apiKey);

    const { $metadata } = await client.send(new DeleteApiKeyCommand({ apiKey }));

    expect($metadata.httpStatusCode).toBe(202);
    expect((await client.send(new GetUsagePlanKeysCommand({ usagePlanId: 'gold' }))).items).toEqual([]);
    await expect(client.send(new GetApiKeyCommand({ apiKey }))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid API Key identifier specified',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('a key joins a plan, is listed there, and leaves it', async () => {
    const { id: keyId, value } = await create({ name: 'acme' });

    const joined = await join('gold', keyId);
    const read = await client.send(new GetUsagePlanKeyCommand({ usagePlanId: 'gold', keyId }));
    const plansOfKey = await client.send(new GetUsagePlansCommand({ keyId }));
    await client.send(new DeleteUsagePlanKeyCommand({ usagePlanId: 'gold', keyId }));

    expect(joined).toMatchObject({ id: keyId, type: 'API_KEY', name: 'acme', value });
    expect(read).toMatchObject({ id: keyId, name: 'acme' });
    expect(plansOfKey.items?.map(({ id }) => id)).toEqual(['gold']);
    await expect(client.send(new GetUsagePlanKeyCommand({ usagePlanId: 'gold', keyId }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  test('4.17 a plan has its stages, throttles and quota; an unknown one is not found', async () => {
    const plan = await client.send(new GetUsagePlanCommand({ usagePlanId: 'gold' }));
    const listed = await client.send(new GetUsagePlansCommand({}));

    expect(plan).toMatchObject({
      id: 'gold',
      name: 'Gold',
      apiStages: [{ apiId: 'api1', stage: 'prod', throttle: { '/a/GET': { rateLimit: 1 } } }],
      throttle: { rateLimit: 10, burstLimit: 5 },
      quota: { limit: 100, offset: 0, period: 'MONTH' },
      tags: {},
    });
    expect(listed.items).toHaveLength(3);
    expect(listed.items?.[0]).not.toHaveProperty('tags');
    await expect(client.send(new GetUsagePlanCommand({ usagePlanId: 'none' }))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid Usage Plan ID specified',
    });
  });

  test('4.16 usage is reported as used and remaining, one pair a day, by key id', async () => {
    const { id } = (await create()) as { id: string };
    const { id: idle } = (await create()) as { id: string };
    await join('gold', id);
    await join('gold', idle);
    for (const [day, uses] of [
      ['2026-10-31', 7],
      ['2026-11-02', 2],
      ['2026-11-03', 1],
    ] as const) {
      for (let use = 0; use < uses; use += 1) registry.recordUse('gold', id, new Date(`${day}T23:59:59Z`));
    }

    const usage = await client.send(
      new GetUsageCommand({ usagePlanId: 'gold', startDate: '2026-10-31', endDate: '2026-11-04' }),
    );
    const other = await client.send(
      new GetUsageCommand({ usagePlanId: 'gold', startDate: '2026-11-02', endDate: '2026-11-02', keyId: idle }),
    );

    expect(usage).toMatchObject({ usagePlanId: 'gold', startDate: '2026-10-31', endDate: '2026-11-04' });
    expect(usage.items).toEqual({
      [id]: [
        [7, 93],
        [0, 100],
        [2, 98],
        [1, 97],
        [0, 97],
      ],
    });
    expect(other.items).toEqual({});
    await expect(
      client.send(new GetUsageCommand({ usagePlanId: 'gold', startDate: 'x', endDate: '2026-11-02' })),
    ).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  test('CreateApiKey is not limited unless that is asked for, then to 5 a second', async () => {
    await Promise.all(Array.from({ length: 8 }, () => create()));
    client.destroy();
    await endpoint.kill();
    await serve(new Map([['CreateApiKey', new RateLimit(5, clock)]]));

    for (let count = 0; count < 5; count += 1) await create();
    await expect(create()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    });
    clock.advance(200);
    await expect(create()).resolves.toBeDefined();
    await expect(client.send(new GetApiKeysCommand({}))).resolves.toBeDefined();
  });

  test('an operation that the twin does not have is refused with those it has', async () => {
    const answer = await fetch(`${endpoint.url}/restapis`);

    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      message: expect.stringMatching(/^The twin has no GET \/restapis; .*CreateApiKey, GetApiKeys/),
    });
  });
});
