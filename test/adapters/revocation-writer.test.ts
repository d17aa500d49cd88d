import { DynamoDbRevocationWriter } from '../../lambda/adapters/revocation-writer';
import { DynamoDbRegistryReader } from '../../lambda/adapters/registry-reader';
import { readAwsEnvironment } from '../../lambda/adapters/aws-environment';
import { registryClient } from '../../lambda/adapters/registry-client';
import { DependencyFault } from '../../lambda/domain/ports';
import { revocationReference } from '../../lambda/domain/reference';
import { type RevocationRequest, revocationOf } from '../../lambda/domain/revocation';
import { AwsServices, TABLE } from '../support/aws-services';

const JWT: RevocationRequest = { kind: 'jwt', issuer: 'https://idp.example.com', name: 'j' };
const jwtRef = revocationReference('jwt', JWT.issuer, JWT.name);

describe('the writer of revocations', () => {
  const services = new AwsServices();
  let client: ReturnType<AwsServices['clients']>['registry'];

  beforeAll(() => services.start());
  afterAll(() => services.stop());
  beforeEach(() => {
    client = services.clients().registry;
  });
  afterEach(() => client.destroy());

  async function read() {
    const reader = new DynamoDbRegistryReader(registryClient(readAwsEnvironment(services.environment())), TABLE, 0, {
      now: () => 0,
    });
    return (await reader.snapshot({ tenantRef: 't', userRef: 'u', jwtRef })).revokedJwt;
  }

  test('what it writes is what a decision reads; a revocation gets longer and never shorter', async () => {
    const writer = new DynamoDbRevocationWriter(client, TABLE);
    const revoke = async (expiresAt: number | undefined, now: number) => {
      const { key, record } = revocationOf({ ...JWT, ...(expiresAt === undefined ? {} : { expiresAt }) }, now);
      await writer.revoke(key, record);
      return await read();
    };

    expect(await read()).toBeUndefined();
    expect(await revoke(1_000, 1)).toMatchObject({ ...JWT, revokedAt: 1, ttl: 4_600 });
    expect(await revoke(900, 2)).toMatchObject({ revokedAt: 1, ttl: 4_600 });
    expect(await revoke(2_000, 3)).toMatchObject({ revokedAt: 3, ttl: 5_600 });
    expect(await revoke(undefined, 4)).not.toHaveProperty('ttl');
    expect(await revoke(9_000, 5)).not.toHaveProperty('ttl');
  });

  test('a write that fails is a fault', async () => {
    const { key, record } = revocationOf(JWT, 1);

    await expect(new DynamoDbRevocationWriter(client, 'no-such-table').revoke(key, record)).rejects.toThrow(
      DependencyFault,
    );
  });
});
