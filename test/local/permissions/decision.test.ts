import { type AccessPolicies, decideAccess } from '../../../local/permissions/decision';
import { readIdentityPolicy, readResourcePolicy } from '../../../local/permissions/policy-document';

const ROLE = 'arn:aws:iam::111122223333:role/reader';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/k';
const ROOT = 'arn:aws:iam::111122223333:root';

type Statement = Readonly<Record<string, unknown>>;

const policy = (...statements: Statement[]) => ({
  stack: 'S',
  logicalId: 'Role',
  document: 'Policies[0].PolicyDocument',
  place: 'S/Role (AWS::IAM::Role)',
  content: { Version: '2012-10-17', Statement: statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one })) },
});

function decide(
  action: string,
  {
    identity = [],
    resource = [],
    delegates = false,
    on = KEY,
  }: {
    identity?: Statement[];
    resource?: Statement[];
    delegates?: boolean;
    on?: string;
  },
) {
  const policies: AccessPolicies = {
    roleArn: ROLE,
    identity: readIdentityPolicy(policy(...identity)),
    resource: readResourcePolicy(policy(...resource)),
    resourceDelegates: delegates,
  };
  return decideAccess({ action, resource: on, context: new Map() }, policies);
}

describe('IAM inside one account', () => {
  test('says no where nothing says yes', () => {
    expect(decide('kms:Decrypt', {})).toEqual({ outcome: 'denied' });
    expect(decide('kms:Decrypt', { identity: [{ Action: 'kms:Encrypt' }] }).outcome).toBe('denied');
    expect(decide('kms:Decrypt', { identity: [{ Action: 'kms:Decrypt', Resource: `${KEY}2` }] }).outcome).toBe(
      'denied',
    );
  });

  test('names the statement that allows, with its patterns', () => {
    const identity = [{ Action: 'kms:Encrypt' }, { Action: ['x:Y', 'KMS:De*'], Resource: [`${KEY}2`, KEY] }];

    expect(decide('kms:Decrypt', { identity })).toEqual({
      outcome: 'allowed',
      by: {
        stack: 'S',
        logicalId: 'Role',
        document: 'Policies[0].PolicyDocument',
        statement: 1,
        action: 'KMS:De*',
        resource: KEY,
      },
    });
  });

  test('an explicit deny wins, whoever says it', () => {
    const allow = { Action: '*' };
    const deny = { Effect: 'Deny', Action: 'kms:Decrypt' };

    expect(decide('kms:Decrypt', { identity: [allow, deny] })).toMatchObject({
      outcome: 'denied',
      by: { statement: 1 },
    });
    expect(
      decide('kms:Decrypt', { identity: [allow], resource: [{ ...deny, Principal: { AWS: ROOT } }] }).outcome,
    ).toBe('denied');
    expect(decide('kms:Encrypt', { identity: [allow, deny] }).outcome).toBe('allowed');
  });

  test("a resource's policy alone may let a role in, but not by naming its account", () => {
    const to = (Principal: unknown) => decide('x:Read', { resource: [{ Action: 'x:Read', Principal }] }).outcome;

    expect([to({ AWS: ROLE }), to('*'), to({ AWS: '*' }), to({ AWS: ['other', ROLE] })]).toEqual(
      Array(4).fill('allowed'),
    );
    expect([to({ AWS: ROOT }), to({ AWS: '111122223333' }), to({ AWS: `${ROLE}2` })]).toEqual(Array(3).fill('denied'));
    expect(to({ Service: 'lambda.amazonaws.com' })).toBe('denied');
  });

  test('a key that does not let the account in leaves the role outside, whatever it says', () => {
    const identity = [{ Action: 'kms:Decrypt' }];

    expect(decide('kms:Decrypt', { identity, delegates: true }).outcome).toBe('denied');
    expect(
      decide('kms:Decrypt', { identity, delegates: true, resource: [{ Action: 'kms:*', Principal: { AWS: ROOT } }] })
        .outcome,
    ).toBe('allowed');
    expect(
      decide('kms:Decrypt', { delegates: true, resource: [{ Action: 'kms:Decrypt', Principal: { AWS: ROLE } }] })
        .outcome,
    ).toBe('allowed');
  });

  test.each<[string, Statement, RegExp]>([
    ['NotAction', { NotAction: 'x:Y', Action: 'x:Z' }, /Statement\[0\]\.NotAction is not supported by the twin/],
    ['NotResource', { Action: 'x:Z', NotResource: '*' }, /Statement\[0\]\.NotResource is not supported/],
    ['no action', {}, /Statement\[0\]\.Action is absent/],
    ['another effect', { Effect: 'Maybe', Action: 'x:Z' }, /Effect is Maybe, Allow or Deny is expected/],
    ['a variable', { Action: 'x:Z', Resource: 'arn:${aws:username}' }, /resolves no policy variables/],
    [
      'an unknown condition',
      { Action: 'x:Z', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } },
      /Statement\[0\]\.Condition uses IpAddress/,
    ],
  ])('%s is refused with its place', (_, statement, message) => {
    expect(() => readIdentityPolicy(policy(statement))).toThrow(message);
    expect(() => readIdentityPolicy(policy(statement))).toThrow('S/Role (AWS::IAM::Role): property Policies[0]');
  });

  test('a principal that the twin cannot tell is refused, one of a service is not looked at', () => {
    const read = (Principal: unknown) =>
      readResourcePolicy(policy({ Action: 'x:Y', Principal, Condition: { Odd: {} } }));

    expect(() => read({ AWS: 'arn:aws:sts::111122223333:assumed-role/r/s' })).toThrow('Principal names arn:aws:sts');
    expect(() => read(undefined)).toThrow('Principal is absent');
    expect(read({ Service: 'logs.eu-west-1.amazonaws.com' })).toEqual([]);
  });
});
