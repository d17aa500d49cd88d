import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { ApiGatewayUsagePlanReader } from '../../lambda/adapters/usage-plan-reader';
import { ApiKeyRegistry } from '../../local/services/api-key-registry';
import { ControlPlane } from '../../local/services/control-plane';
import { LoopbackEndpoint } from '../../local/services/loopback-endpoint';
import { SettableClock } from '../local/support/settable-clock';

describe('reading usage plans', () => {
  const clock = new SettableClock();
  const registry = new ApiKeyRegistry(clock);
  const endpoint = new LoopbackEndpoint(new ControlPlane(registry).listener);
  let client: APIGatewayClient;
  let reader: ApiGatewayUsagePlanReader;

  beforeAll(async () => {
    const throttle = new Map([['/orders/ANY', { rateLimit: 1, burstLimit: 2 }]]);
    registry.addPlan({
      id: 'gold',
      apiStages: [{ apiId: 'api1', stage: 'prod', throttle }],
      throttle: { rateLimit: 10, burstLimit: 5 },
      quota: { limit: 5, offset: 0, period: 'DAY' },
    });
    registry.addPlan({ id: 'free', apiStages: [] });
    client = new APIGatewayClient({
      endpoint: await endpoint.start(),
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
    reader = new ApiGatewayUsagePlanReader(client);
  });

  afterAll(async () => {
    client.destroy();
    await endpoint.kill();
  });

  test('limits of a plan, of one without any, and of one that is gone', async () => {
    expect(await reader.limits('gold')).toEqual({
      rateLimit: 10,
      burstLimit: 5,
      quota: { limit: 5, period: 'DAY' },
      methods: { '/orders/ANY': { rateLimit: 1, burstLimit: 2 } },
    });
    expect(await reader.limits('free')).toEqual({ methods: {} });
    expect(await reader.limits('none')).toBeUndefined();
  });

  test('every page of keys and of what they used', async () => {
    const count = 501;
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    for (let index = 0; index < count; index += 1) {
      const { id } = registry.create({ name: `key ${index}`, enabled: true });
      registry.addToPlan('gold', id);
      registry.recordUse('gold', id, new Date(clock.now()));
    }

    const keys = await reader.keys('gold');
    const usage = await reader.usage('gold', day);

    expect(keys).toHaveLength(count);
    expect(usage.size).toBe(count);
    expect([...usage.values()].every(({ used, remaining }) => used === 1 && remaining === 4)).toBe(true);
  });

  test('a plan that is not there is a fault for whoever asks more of it', async () => {
    await expect(reader.keys('none')).rejects.toMatchObject({ name: 'ServiceFault', operation: 'GetUsagePlanKeys' });
    await expect(reader.usage('none', '2026-11-25')).rejects.toMatchObject({ operation: 'GetUsage' });
    await expect(reader.usage('gold', 'today')).rejects.toMatchObject({ kind: 'BadRequestException' });
  });
});
