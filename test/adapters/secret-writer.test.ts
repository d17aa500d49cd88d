import { SecretsManagerSecretWriter } from '../../lambda/adapters/secret-writer';
import { Redacted } from '../../lambda/domain/ports';
import { AwsServices } from '../support/aws-services';

const REQUEST = '1'.repeat(64);

describe('writing secrets', () => {
  const services = new AwsServices();
  let client: ReturnType<AwsServices['clients']>['secrets'];
  let writer: SecretsManagerSecretWriter;

  beforeAll(async () => {
    await services.start();
    client = services.clients().secrets;
    writer = new SecretsManagerSecretWriter(client);
  });
  afterAll(async () => {
    client.destroy();
    await services.stop();
  });

  it('fills an empty secret, and the same call again changes nothing', async () => {
    const arn = services.addSecret('first');

    const before = await writer.currentVersion(arn);
    await writer.put(arn, new Redacted('token'), REQUEST);
    await writer.put(arn, new Redacted('token'), REQUEST);

    expect([before, await writer.currentVersion(arn)]).toEqual([undefined, REQUEST]);
    expect(services.secrets.find(arn).versions.map(({ value }) => value)).toEqual([{ SecretString: 'token' }]);
  });

  it('L4 a refusal names the secret and the error, never the value', async () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:absent-AbC123';

    await expect(writer.currentVersion(arn)).rejects.toThrow(/absent-AbC123 could not be described \(ResourceNotFound/);
    await expect(writer.put(arn, new Redacted('canary'), REQUEST)).rejects.toThrow(/could not be filled/);
    await expect(writer.put(arn, new Redacted('canary'), REQUEST)).rejects.not.toThrow('canary');
  });
});
