import { DeleteUsagePlanKeyCommand } from '@aws-sdk/client-api-gateway';
import { ApiGatewayApiKeys } from '../../lambda/adapters/api-keys';
import { ThrottledError } from '../../lambda/domain/ports';
import { RegistrarFault } from '../../lambda/domain/registrar-fault';
import { AwsServices } from '../support/aws-services';

const VALUE = 'v'.repeat(43);

describe('API Gateway keys', () => {
  let services: AwsServices;
  let client: ReturnType<AwsServices['clients']>['keys'];
  let keys: ApiGatewayApiKeys;

  beforeEach(async () => {
    services = await new AwsServices().start();
    services.addPlan('gold');
    services.addPlan('iron');
    client = services.clients().keys;
    keys = new ApiGatewayApiKeys(client);
  });
  afterEach(async () => {
    client.destroy();
    await services.stop();
  });

  it('are made enabled, once, and found again by name and value', async () => {
    await keys.ensureKey('acme/c', 'w'.repeat(43));
    const id = await keys.ensureKey('acme/ci', VALUE);
    await keys.ensureKey('acme/ci', 'x'.repeat(43));

    expect(await keys.ensureKey('acme/ci', VALUE)).toBe(id);
    expect(await keys.ensureKey('acme/c', 'w'.repeat(43))).not.toBe(id);
    expect(services.keys.key(id)).toMatchObject({ name: 'acme/ci', value: VALUE, enabled: true });
  });

  it('are found beyond the first page', async () => {
    for (let index = 0; index < 501; index += 1) {
      services.keys.create({ name: 'acme/ci', enabled: true });
    }
    const { id } = services.keys.create({ name: 'acme/ci', value: VALUE, enabled: true });

    expect(await keys.ensureKey('acme/ci', VALUE)).toBe(id);
  });

  it('are not taken over from another name', async () => {
    services.keys.create({ name: 'theirs', value: VALUE, enabled: true });

    await expect(keys.ensureKey('ours', VALUE)).rejects.toThrow('Another API Gateway key has the value of "ours".');
  });

  it('are linked to one plan, again and again, and move to another', async () => {
    const id = await keys.ensureKey('acme/ci', VALUE);

    await keys.ensurePlan(id, 'gold', []);
    await keys.ensurePlan(id, 'gold', ['gold']);
    await keys.ensurePlan(id, 'iron', ['gold']);
    await keys.ensurePlan(id, 'iron', ['gold']);

    expect(services.keys.planMembers('gold')).toEqual([]);
    expect(services.keys.planMembers('iron').map((key) => key.id)).toEqual([id]);
  });

  it('fail where another plan of the stage holds them', async () => {
    const id = await keys.ensureKey('acme/ci', VALUE);
    await keys.ensurePlan(id, 'gold', []);

    await expect(keys.ensurePlan(id, 'iron', [])).rejects.toThrow(RegistrarFault);
  });

  it('move from a plan that is no longer declared, and so no longer granted', async () => {
    const id = await keys.ensureKey('acme/ci', VALUE);
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    const granted = new ApiGatewayApiKeys({
      send: (command: never) =>
        (command as object) instanceof DeleteUsagePlanKeyCommand ? Promise.reject(denied) : client.send(command),
    } as never);

    await granted.ensurePlan(id, 'iron', ['removed']);
    expect(services.keys.planMembers('iron').map((key) => key.id)).toEqual([id]);
    await expect(granted.ensurePlan(id, 'gold', ['iron'])).rejects.toThrow(RegistrarFault);
  });

  it('are deleted, absent ones too', async () => {
    const id = await keys.ensureKey('acme/ci', VALUE);

    await keys.deleteKey(id);
    await keys.deleteKey(id);

    expect(services.keys.allKeys()).toEqual([]);
  });

  it('tell a throttle from a refusal, and never a value', async () => {
    const throttled = new ApiGatewayApiKeys({
      send: () => Promise.reject(Object.assign(new Error(VALUE), { name: 'TooManyRequestsException' })),
    } as never);

    await expect(throttled.ensureKey('acme/ci', VALUE)).rejects.toThrow(ThrottledError);
    await expect(keys.ensureKey('acme/ci', 'short')).rejects.toThrow(/^API Gateway refused CreateApiKey \(BadRequest/);
    await expect(throttled.deleteKey('x')).rejects.not.toThrow(VALUE);
  });
});
