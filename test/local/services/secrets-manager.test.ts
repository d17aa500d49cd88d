import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { LoopbackEndpoint } from '../../../local/services/loopback-endpoint';
import { SecretStore } from '../../../local/services/secret-store';
import { SecretsManager } from '../../../local/services/secrets-manager';
import { SettableClock } from '../support/settable-clock';

const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:upstream-AbC123';
const EMPTY_ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:empty-AbC123';
const V1 = '11111111-1111-4111-8111-111111111111';
const V2 = '22222222-2222-4222-8222-222222222222';
const V3 = '33333333-3333-4333-8333-333333333333';

describe('Secrets Manager in the twin', () => {
  let clock: SettableClock;
  let store: SecretStore;
  let endpoint: LoopbackEndpoint;
  let client: SecretsManagerClient;

  beforeEach(async () => {
    clock = new SettableClock();
    store = new SecretStore(clock);
    store.addDeclared({ logicalId: 'Empty', stack: 'S', name: 'empty', arn: EMPTY_ARN });
    store.addDeclared({ logicalId: 'Upstream', stack: 'S', name: 'upstream', arn: ARN, description: 'a token' });
    endpoint = new LoopbackEndpoint(
      new SecretsManager(store, { region: 'us-east-1', accountId: '000000000000', clock }).listener,
    );
    client = new SecretsManagerClient({
      endpoint: await endpoint.start(),
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
    await put(V1, 'one');
  });

  afterEach(async () => {
    client.destroy();
    await endpoint.kill();
  });

  const put = (ClientRequestToken: string, SecretString: string, VersionStages?: string[], SecretId = ARN) =>
    client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages }));
  const move = (MoveToVersionId: string, RemoveFromVersionId?: string, VersionStage = 'AWSCURRENT') =>
    client.send(
      new UpdateSecretVersionStageCommand({ SecretId: ARN, VersionStage, MoveToVersionId, RemoveFromVersionId }),
    );
  const stages = async () => (await client.send(new DescribeSecretCommand({ SecretId: ARN }))).VersionIdsToStages;

  test('label chain: put, move, put, move', async () => {
    await put(V2, 'two', ['AWSPENDING']);
    const pending = await stages();
    await move(V2, V1);
    const moved = await stages();
    await put(V3, 'three', ['AWSPENDING']);
    const again = await stages();
    await move(V3, V2);
    const last = await stages();

    expect(pending).toEqual({ [V1]: ['AWSCURRENT'], [V2]: ['AWSPENDING'] });
    expect(moved).toEqual({ [V1]: ['AWSPREVIOUS'], [V2]: expect.arrayContaining(['AWSCURRENT', 'AWSPENDING']) });
    expect(again).toEqual({ [V1]: ['AWSPREVIOUS'], [V2]: ['AWSCURRENT'], [V3]: ['AWSPENDING'] });
    expect(last).toEqual({ [V2]: ['AWSPREVIOUS'], [V3]: expect.arrayContaining(['AWSCURRENT', 'AWSPENDING']) });
  });

  test('label chain: custom labels move the same way, and a version stripped of its last label leaves the default list', async () => {
    await put(V2, 'two', ['BLUE']);
    await put(V3, 'three', ['BLUE']);

    const listed = await client.send(new ListSecretVersionIdsCommand({ SecretId: ARN }));
    const all = await client.send(new ListSecretVersionIdsCommand({ SecretId: ARN, IncludeDeprecated: true }));

    expect(listed.Versions?.map(({ VersionId, VersionStages }) => [VersionId, VersionStages])).toEqual([
      [V1, ['AWSCURRENT']],
      [V3, ['BLUE']],
    ]);
    const stripped = all.Versions?.find(({ VersionId }) => VersionId === V2);
    expect(stripped).not.toHaveProperty('VersionStages');
    expect(stripped?.KmsKeyIds).toEqual(['DefaultEncryptionKey']);
  });

  test('GetSecretValue: the value at AWSCURRENT, with its version, labels and date', async () => {
    expect(await client.send(new GetSecretValueCommand({ SecretId: 'upstream' }))).toMatchObject({
      ARN,
      Name: 'upstream',
      VersionId: V1,
      VersionStages: ['AWSCURRENT'],
      SecretString: 'one',
      CreatedDate: new Date(clock.now()),
    });
  });

  test('GetSecretValue: by version, by label, and by an ARN without its suffix', async () => {
    await put(V2, 'two', ['AWSPENDING']);

    const byId = await client.send(new GetSecretValueCommand({ SecretId: ARN, VersionId: V1 }));
    const byLabel = await client.send(
      new GetSecretValueCommand({ SecretId: ARN.slice(0, -7), VersionStage: 'AWSPENDING' }),
    );

    expect([byId.SecretString, byLabel.SecretString]).toEqual(['one', 'two']);
  });

  test('GetSecretValue: binary values come back as they were put', async () => {
    const SecretBinary = new Uint8Array([0, 255, 7]);
    await client.send(new PutSecretValueCommand({ SecretId: ARN, ClientRequestToken: V2, SecretBinary }));

    const value = await client.send(new GetSecretValueCommand({ SecretId: ARN }));

    expect([...(value.SecretBinary ?? [])]).toEqual([0, 255, 7]);
    expect(value.SecretString).toBeUndefined();
  });

  test.each([
    [
      'unknown secret',
      { SecretId: 'nobody' },
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret.",
    ],
    [
      'empty secret',
      { SecretId: 'empty' },
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    ],
    [
      'label',
      { SecretId: ARN, VersionStage: 'AWSPENDING' },
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
    ],
    [
      'id',
      { SecretId: ARN, VersionId: V3 },
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for VersionId: ${V3}`,
    ],
    [
      'both given, unmatched',
      { SecretId: ARN, VersionId: V1, VersionStage: 'AWSPENDING' },
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    ],
  ])('GetSecretValue: %s is an error', async (_, input, name, message) => {
    await expect(client.send(new GetSecretValueCommand(input))).rejects.toMatchObject({
      name,
      message,
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('DescribeSecret: dates move with the clock; what is unset is absent', async () => {
    const created = new Date(clock.now());
    clock.advance(3_600_000);
    await put(V2, 'two');
    await client.send(new GetSecretValueCommand({ SecretId: ARN }));

    const described: Record<string, unknown> = { ...(await client.send(new DescribeSecretCommand({ SecretId: ARN }))) };

    delete described['$metadata'];
    expect(described).toEqual({
      ARN,
      Name: 'upstream',
      Description: 'a token',
      CreatedDate: created,
      LastChangedDate: new Date(clock.now()),
      LastAccessedDate: new Date('2026-11-24T00:00:00Z'),
      VersionIdsToStages: { [V1]: ['AWSPREVIOUS'], [V2]: ['AWSCURRENT'] },
    });
  });

  test('DescribeSecret: an empty secret has no VersionIdsToStages', async () => {
    expect(await client.send(new DescribeSecretCommand({ SecretId: 'empty' }))).not.toHaveProperty(
      'VersionIdsToStages',
    );
  });

  test('PutSecretValue: the first version of an empty secret gets AWSCURRENT', async () => {
    const first = await put(V1, 'x', ['AWSPENDING'], 'empty');

    expect(first).toMatchObject({ ARN: EMPTY_ARN, Name: 'empty', VersionId: V1 });
    expect(first.VersionStages?.sort()).toEqual(['AWSCURRENT', 'AWSPENDING']);
  });

  test('PutSecretValue: no VersionStages moves AWSCURRENT, and AWSPREVIOUS follows', async () => {
    await put(V2, 'two');
    await put(V3, 'three');

    expect(await stages()).toEqual({ [V2]: ['AWSPREVIOUS'], [V3]: ['AWSCURRENT'] });
  });

  test('PutSecretValue: the same token and value is ignored', async () => {
    await put(V2, 'two');

    const again = await put(V1, 'one');

    expect(again).toMatchObject({ VersionId: V1, VersionStages: ['AWSPREVIOUS'] });
    expect(await stages()).toEqual({ [V1]: ['AWSPREVIOUS'], [V2]: ['AWSCURRENT'] });
  });

  test('PutSecretValue: the same token with another value fails', async () => {
    await expect(put(V1, 'other')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  test('PutSecretValue: no token on the raw wire fails, with Message in its own case', async () => {
    const answer = await fetch(endpoint.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'secretsmanager.PutSecretValue', 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ SecretId: ARN, SecretString: 'x' }),
    });

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(await answer.json()).toEqual({
      __type: 'InvalidRequestException',
      Message: 'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
    });
  });

  test.each([
    ['without the version that has the label', V2, undefined],
    ['with another version than the one that has the label', V2, V2],
  ])('UpdateSecretVersionStage: a move %s fails', async (_, to, from) => {
    await put(V2, 'two', ['AWSPENDING']);

    await expect(move(to, from)).rejects.toMatchObject({ name: 'InvalidParameterException' });

    expect(await stages()).toEqual({ [V1]: ['AWSCURRENT'], [V2]: ['AWSPENDING'] });
  });

  test('UpdateSecretVersionStage: AWSCURRENT cannot be taken away, other labels can', async () => {
    await put(V2, 'two', ['AWSPENDING']);
    const remove = (VersionStage: string, RemoveFromVersionId: string) =>
      client.send(new UpdateSecretVersionStageCommand({ SecretId: ARN, VersionStage, RemoveFromVersionId }));

    await expect(remove('AWSCURRENT', V1)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(await remove('AWSPENDING', V2)).toMatchObject({ ARN, Name: 'upstream' });

    expect(await stages()).toEqual({ [V1]: ['AWSCURRENT'] });
  });

  test('UpdateSecretVersionStage: a version that does not exist is not found', async () => {
    await expect(move(V3, V1)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('CreateSecret: with a value and without; a second one of the same name fails', async () => {
    const made = await client.send(new CreateSecretCommand({ Name: 'a/b', SecretString: 'x', ClientRequestToken: V1 }));
    const empty = await client.send(new CreateSecretCommand({ Name: 'c' }));

    expect(made).toMatchObject({
      Name: 'a/b',
      VersionId: V1,
      ARN: expect.stringMatching(/:secret:a\/b-[A-Za-z0-9]{6}$/),
    });
    expect(empty.VersionId).toBeUndefined();
    await expect(client.send(new CreateSecretCommand({ Name: 'c' }))).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
    await expect(client.send(new CreateSecretCommand({ Name: 'no good' }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('CreateSecret: the same call again is answered alike, with another value it fails', async () => {
    const call = new CreateSecretCommand({ Name: 'again', SecretString: 'x', ClientRequestToken: V1 });
    const made = await client.send(call);

    expect(await client.send(call)).toMatchObject({ ARN: made.ARN, VersionId: V1 });
    await expect(
      client.send(new CreateSecretCommand({ Name: 'again', SecretString: 'y', ClientRequestToken: V1 })),
    ).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  test('CreateSecret: a name that is scheduled for deletion is taken', async () => {
    await client.send(new DeleteSecretCommand({ SecretId: 'upstream' }));

    await expect(client.send(new CreateSecretCommand({ Name: 'upstream' }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: "You can't create this secret because a secret with this name is already scheduled for deletion.",
    });
  });

  test('DeleteSecret: twice fails, forced it never does', async () => {
    await client.send(new DeleteSecretCommand({ SecretId: ARN }));

    await expect(client.send(new DeleteSecretCommand({ SecretId: ARN }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    const forced = { ForceDeleteWithoutRecovery: true };
    await client.send(new DeleteSecretCommand({ SecretId: 'upstream', ...forced }));
    expect(await client.send(new DeleteSecretCommand({ SecretId: 'upstream', ...forced }))).toMatchObject({
      Name: 'upstream',
    });
    await expect(
      client.send(new DeleteSecretCommand({ SecretId: 'empty', RecoveryWindowInDays: 7, ...forced })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('DeleteSecret: marked for deletion it is not read any more; forced it is gone', async () => {
    const marked = await client.send(new DeleteSecretCommand({ SecretId: ARN, RecoveryWindowInDays: 7 }));
    await client.send(new DeleteSecretCommand({ SecretId: 'empty', ForceDeleteWithoutRecovery: true }));

    expect(marked.DeletionDate).toEqual(new Date(clock.now() + 7 * 86_400_000));
    await expect(client.send(new GetSecretValueCommand({ SecretId: ARN }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await expect(client.send(new DescribeSecretCommand({ SecretId: 'empty' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('ListSecrets: filtered by the start of a name, page by page', async () => {
    for (const Name of ['app/1', 'app/2', 'app/3']) await client.send(new CreateSecretCommand({ Name }));
    const Filters = [{ Key: 'name' as const, Values: ['app/'] }];

    const first = await client.send(new ListSecretsCommand({ Filters, MaxResults: 2 }));
    const second = await client.send(new ListSecretsCommand({ Filters, MaxResults: 2, NextToken: first.NextToken }));

    expect([first, second].map(({ SecretList }) => SecretList?.map(({ Name }) => Name))).toEqual([
      ['app/1', 'app/2'],
      ['app/3'],
    ]);
    expect(second.NextToken).toBeUndefined();
    await expect(
      client.send(new ListSecretsCommand({ Filters: [{ Key: 'tag-key', Values: ['x'] }] })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('GetRandomPassword: 32 characters with one of each kind, or by the rules given', async () => {
    const plain = await client.send(new GetRandomPasswordCommand({}));
    const letters = await client.send(
      new GetRandomPasswordCommand({
        PasswordLength: 200,
        ExcludePunctuation: true,
        ExcludeNumbers: true,
        ExcludeUppercase: true,
        ExcludeCharacters: 'aeiou',
      }),
    );

    expect(plain.RandomPassword).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z0-9]).{32}$/);
    expect(letters.RandomPassword).toMatch(/^[b-df-hj-np-tv-z]{200}$/);
    await expect(client.send(new GetRandomPasswordCommand({ PasswordLength: 4097 }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  test('RotateSecret: refused, saying what to do', async () => {
    await expect(client.send(new RotateSecretCommand({ SecretId: ARN }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'The twin does not run rotations. Put a new value with PutSecretValue, or rotate on AWS.',
    });
  });

  test('an operation that the twin does not have is refused with those it has', async () => {
    const answer = await fetch(endpoint.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'secretsmanager.TagResource' },
      body: '{}',
    });

    expect(await answer.json()).toMatchObject({
      __type: 'UnknownOperationException',
      Message: expect.stringContaining('GetSecretValue'),
    });
  });
});
