import { type SecretCall, type SecretCase, VERSIONS } from './secret-case';

const { first, second, third } = VERSIONS;
const SecretId = '{name}';

const create = (input: Record<string, unknown> = { ClientRequestToken: first, SecretString: 'one' }): SecretCall => ({
  operation: 'CreateSecret',
  input: { Name: SecretId, ...input },
});
/** A secret without any value; as on the wire, with a token all the same. */
const empty = create({ ClientRequestToken: first });
const put = (ClientRequestToken: string, SecretString: string, more: Record<string, unknown> = {}): SecretCall => ({
  operation: 'PutSecretValue',
  input: { SecretId, ClientRequestToken, SecretString, ...more },
});
const pending = (token: string, value: string) => put(token, value, { VersionStages: ['AWSPENDING'] });
const move = (MoveToVersionId?: string, RemoveFromVersionId?: string, VersionStage = 'AWSCURRENT'): SecretCall => ({
  operation: 'UpdateSecretVersionStage',
  input: {
    SecretId,
    VersionStage,
    ...(MoveToVersionId && { MoveToVersionId }),
    ...(RemoveFromVersionId && { RemoveFromVersionId }),
  },
});
const get = (input: Record<string, unknown> = {}): SecretCall => ({
  operation: 'GetSecretValue',
  input: { SecretId, ...input },
});
const describe: SecretCall = { operation: 'DescribeSecret', input: { SecretId } };
const list = (input: Record<string, unknown> = {}): SecretCall => ({
  operation: 'ListSecretVersionIds',
  input: { SecretId, ...input },
});
const remove = (input: Record<string, unknown> = {}): SecretCall => ({
  operation: 'DeleteSecret',
  input: { SecretId, ...input },
});
const password = (input: Record<string, unknown>): SecretCall => ({ operation: 'GetRandomPassword', input });

function about(area: string, what: string, before: readonly SecretCall[], ...compared: SecretCall[]): SecretCase {
  return { name: `${area}: ${what}`, area, before, compared };
}

/** Every case on Secrets Manager; names are unique. */
export const SECRET_CASES: readonly SecretCase[] = [
  about('CreateSecret', 'with a value', [], create(), describe),
  about('CreateSecret', 'with a binary value', [], create({ ClientRequestToken: first, SecretBinary: 'AP8H' }), get()),
  about('CreateSecret', 'without a value', [], empty),
  about('CreateSecret', 'a value without a token', [], create({ SecretString: 'one' })),
  about('CreateSecret', 'a name that is taken', [create()], create({ ClientRequestToken: second, SecretString: 'x' })),
  about('CreateSecret', 'the same call again', [create()], create()),
  about('CreateSecret', 'a name that is none', [], {
    operation: 'CreateSecret',
    input: { Name: 'a name', ClientRequestToken: first, SecretString: 'x' },
  }),

  about('GetSecretValue', 'the current value', [create()], get()),
  about('GetSecretValue', 'by label', [create(), pending(second, 'two')], get({ VersionStage: 'AWSPENDING' })),
  about('GetSecretValue', 'by version', [create(), put(second, 'two')], get({ VersionId: first })),
  about(
    'GetSecretValue',
    'by version and its label',
    [create()],
    get({ VersionId: first, VersionStage: 'AWSCURRENT' }),
  ),
  about(
    'GetSecretValue',
    'by version and a label of another',
    [create(), pending(second, 'two')],
    get({ VersionId: first, VersionStage: 'AWSPENDING' }),
  ),
  about('GetSecretValue', 'a label that is nowhere', [create()], get({ VersionStage: 'AWSPENDING' })),
  about('GetSecretValue', 'a version that is none', [create()], get({ VersionId: third })),
  about('GetSecretValue', 'of an empty secret', [empty], get()),
  about('GetSecretValue', 'of a secret that is none', [], get()),
  about('GetSecretValue', 'of a deleted secret', [create(), remove()], get()),
  about('GetSecretValue', 'of a secret that is gone', [create(), remove({ ForceDeleteWithoutRecovery: true })], get()),
  about('GetSecretValue', 'by ARN without its suffix', [create()], get({ SecretId: '{arn}' })),

  about('DescribeSecret', 'with two versions', [create(), put(second, 'two')], describe),
  about('DescribeSecret', 'an empty secret', [empty], describe),
  about(
    'DescribeSecret',
    'with description and tags',
    [create({ ClientRequestToken: first, SecretString: 'x', Description: 'words', Tags: [{ Key: 'a', Value: 'b' }] })],
    describe,
  ),
  about('DescribeSecret', 'after it was read', [create(), get()], describe),
  about('DescribeSecret', 'a deleted secret', [create(), remove()], describe),
  about('DescribeSecret', 'a secret that is none', [], describe),
  about(
    'DescribeSecret',
    'a version that lost its last label',
    [create(), put(second, '2'), put(third, '3')],
    describe,
  ),

  about('PutSecretValue', 'a new value', [create()], put(second, 'two'), describe),
  about('PutSecretValue', 'the first value', [empty], put(second, 'one'), describe),
  about('PutSecretValue', 'the first value under another label', [empty], pending(second, 'one'), describe),
  about('PutSecretValue', 'the same token and value', [create()], put(first, 'one'), describe),
  about('PutSecretValue', 'the same token, another value', [create()], put(first, 'other'), get()),
  about('PutSecretValue', 'under AWSPENDING', [create()], pending(second, 'two'), describe),
  about(
    'PutSecretValue',
    'under a label of its own',
    [create()],
    put(second, 'two', { VersionStages: ['BLUE'] }),
    describe,
  ),
  about(
    'PutSecretValue',
    'a label that moves on',
    [create(), put(second, 'two', { VersionStages: ['BLUE'] })],
    put(third, 'three', { VersionStages: ['BLUE'] }),
    describe,
  ),
  about(
    'PutSecretValue',
    'AWSPENDING and AWSCURRENT at once',
    [create()],
    put(second, 'two', { VersionStages: ['AWSPENDING', 'AWSCURRENT'] }),
    describe,
  ),
  about(
    'PutSecretValue',
    'binary',
    [create()],
    {
      operation: 'PutSecretValue',
      input: { SecretId, ClientRequestToken: second, SecretBinary: 'AP8H' },
    },
    get(),
  ),
  about('PutSecretValue', 'without a token', [create()], {
    operation: 'PutSecretValue',
    input: { SecretId, SecretString: 'two' },
  }),
  about('PutSecretValue', 'without a value', [create()], {
    operation: 'PutSecretValue',
    input: { SecretId, ClientRequestToken: second },
  }),
  about('PutSecretValue', 'on a secret that is none', [], put(second, 'two')),
  about('PutSecretValue', 'on a deleted secret', [create(), remove()], put(second, 'two')),

  about(
    'UpdateSecretVersionStage',
    'a rotation’s end',
    [create(), pending(second, 'two')],
    move(second, first),
    describe,
  ),
  about(
    'UpdateSecretVersionStage',
    'the second rotation’s end',
    [create(), pending(second, '2'), move(second, first), pending(third, '3')],
    describe,
    move(third, second),
    describe,
  ),
  about(
    'UpdateSecretVersionStage',
    'back to the previous one',
    [create(), put(second, '2')],
    move(first, second),
    describe,
  ),
  about(
    'UpdateSecretVersionStage',
    'without saying from where',
    [create(), pending(second, '2')],
    move(second),
    describe,
  ),
  about(
    'UpdateSecretVersionStage',
    'from where it is not',
    [create(), pending(second, '2')],
    move(second, second),
    describe,
  ),
  about('UpdateSecretVersionStage', 'to where it is', [create()], move(first, first), describe),
  about(
    'UpdateSecretVersionStage',
    'a label taken away',
    [create(), pending(second, '2')],
    move(undefined, second, 'AWSPENDING'),
    describe,
  ),
  about('UpdateSecretVersionStage', 'AWSCURRENT taken away', [create()], move(undefined, first), describe),
  about('UpdateSecretVersionStage', 'a new label', [create()], move(first, undefined, 'BLUE'), describe),
  about('UpdateSecretVersionStage', 'to a version that is none', [create()], move(third, first)),
  about('UpdateSecretVersionStage', 'on a secret that is none', [], move(second, first)),

  about('ListSecretVersionIds', 'labelled ones', [create(), put(second, '2'), put(third, '3')], list()),
  about(
    'ListSecretVersionIds',
    'all',
    [create(), put(second, '2'), put(third, '3')],
    list({ IncludeDeprecated: true }),
  ),
  about('ListSecretVersionIds', 'of an empty secret', [empty], list()),
  about('ListSecretVersionIds', 'of a secret that is none', [], list()),

  about('DeleteSecret', 'with the default window', [create()], remove()),
  about('DeleteSecret', 'twice', [create(), remove()], remove()),
  about('DeleteSecret', 'at once', [create()], remove({ ForceDeleteWithoutRecovery: true }), describe),
  about('DeleteSecret', 'a window too short', [create()], remove({ RecoveryWindowInDays: 6 })),
  about(
    'DeleteSecret',
    'at once, with a window',
    [create()],
    remove({ ForceDeleteWithoutRecovery: true, RecoveryWindowInDays: 7 }),
  ),
  about('DeleteSecret', 'a secret that is none', [], remove()),
  about('DeleteSecret', 'at once, a secret that is none', [], remove({ ForceDeleteWithoutRecovery: true })),
  about(
    'DeleteSecret',
    'and its name again',
    [create(), remove()],
    create({ ClientRequestToken: second, SecretString: 'x' }),
  ),

  about('ListSecrets', 'by the beginning of a name', [create()], {
    operation: 'ListSecrets',
    input: { Filters: [{ Key: 'name', Values: [SecretId] }] },
  }),
  about('ListSecrets', 'deleted ones are left out', [create(), remove()], {
    operation: 'ListSecrets',
    input: { Filters: [{ Key: 'name', Values: [SecretId] }] },
  }),

  about('GetRandomPassword', 'as it comes', [], password({})),
  about('GetRandomPassword', 'of a length', [], password({ PasswordLength: 7 })),
  about(
    'GetRandomPassword',
    'digits alone',
    [],
    password({
      ExcludeLowercase: true,
      ExcludeUppercase: true,
      ExcludePunctuation: true,
      PasswordLength: 200,
    }),
  ),
  about('GetRandomPassword', 'without punctuation', [], password({ ExcludePunctuation: true, PasswordLength: 1000 })),
  about(
    'GetRandomPassword',
    'without some characters',
    [],
    password({ ExcludeCharacters: 'abc"\\', PasswordLength: 4000 }),
  ),
  about('GetRandomPassword', 'with spaces', [], password({ IncludeSpace: true, PasswordLength: 4000 })),
  about('GetRandomPassword', 'too long', [], password({ PasswordLength: 4097 })),
  about('GetRandomPassword', 'of length 0', [], password({ PasswordLength: 0 })),
  about('GetRandomPassword', 'too short for one of each', [], password({ PasswordLength: 3 })),
  about(
    'GetRandomPassword',
    'of nothing',
    [],
    password({
      ExcludeLowercase: true,
      ExcludeUppercase: true,
      ExcludePunctuation: true,
      ExcludeNumbers: true,
    }),
  ),

  about('RotateSecret', 'without a function', [create()], {
    operation: 'RotateSecret',
    input: { SecretId, ClientRequestToken: second },
  }),
];
