import type { RecordedCall } from '../support/recorded-calls';
import { compare, type ComparisonTables } from './comparison';
import type { Grant, InvokeGrant } from './grants';

const ORIGIN = { stack: 'S', logicalId: 'Role', document: 'Policies[0].PolicyDocument', statement: 0 };

function grant(action: string, change: Partial<Grant> = {}): Grant {
  return { app: 'sample', holder: 'authorizer', action, resource: 'table', condition: '', origin: ORIGIN, ...change };
}

function call(action: string, change: Partial<RecordedCall> = {}): RecordedCall {
  const by = { action, resource: 'table', condition: '' };
  return { holder: 'authorizer', action, resource: 'table', outcome: 'allowed', by, meant: true, ...change };
}

const INVOKE: InvokeGrant = {
  app: 'sample',
  holder: 'authorizer',
  principal: 'apigateway.amazonaws.com',
  sourceArn: 'arn:aws:execute-api:{region}:{account}:{api}/authorizers/a',
  sourceAccount: '{account}',
  place: 'S/Permission',
};
const INVOKED = call('lambda:InvokeFunction', {
  resource: 'function',
  by: { action: 'lambda:InvokeFunction', resource: 'function', condition: '' },
});
const PAGE = 'https://docs.aws.amazon.com/';
const USES: ComparisonTables = {
  reasons: [{ holder: 'authorizer', action: 'dynamodb:GetItem', resource: 'table', why: 'reads' }],
  wide: [],
  lambdaUses: [{ action: 'logs:PutLogEvents', resource: 'log group', why: 'logs', page: PAGE }],
  gatewayUses: [{ action: 'logs:*', resource: '*', why: 'logs', page: PAGE }],
};
const LOGS = grant('logs:PutLogEvents', { resource: 'log group' });
const GATEWAY = grant('logs:*', { holder: 'service apigateway.amazonaws.com', resource: '*' });

interface Planted {
  readonly grants?: readonly Grant[];
  readonly calls?: readonly RecordedCall[];
  readonly invocations?: readonly InvokeGrant[];
  readonly tables?: Partial<ComparisonTables>;
}

function problems({ grants = [], calls = [], invocations = [INVOKE], tables = {} }: Planted = {}): readonly string[] {
  return compare(
    {
      grants: [grant('dynamodb:GetItem'), LOGS, GATEWAY, ...grants],
      calls: [call('dynamodb:GetItem'), INVOKED, ...calls],
      invocations,
    },
    { ...USES, ...tables },
  ).problems;
}

describe('the comparison of grants and calls', () => {
  test('finds nothing where what is granted is what is used', () => {
    expect(problems()).toEqual([]);
  });

  test('fails where nothing was recorded', () => {
    const { problems: found } = compare({ grants: [], invocations: [], calls: [] });

    expect(found).toContain('No call was recorded: run `npm test` first.');
  });

  test.each<[string, Planted, string]>([
    [
      'an action that nobody calls',
      { grants: [grant('dynamodb:Scan')] },
      'granted, never used: authorizer dynamodb:Scan on table (sample: S/Role Policies[0].PolicyDocument[0])',
    ],
    [
      'the same action on another resource',
      { grants: [grant('dynamodb:GetItem', { resource: 'table/index/*' })] },
      'granted, never used: authorizer dynamodb:GetItem on table/index/*',
    ],
    [
      'the same action under a condition that no call met',
      { grants: [grant('dynamodb:GetItem', { condition: 'StringEquals kms:ViaService other' })] },
      'granted, never used: authorizer dynamodb:GetItem on table',
    ],
    [
      'an action that only another function calls',
      { grants: [grant('dynamodb:GetItem', { holder: 'forwarder' })] },
      'granted, never used: forwarder dynamodb:GetItem on table',
    ],
    [
      'an action whose only call was refused',
      {
        grants: [grant('dynamodb:Scan')],
        calls: [
          call('dynamodb:Scan', {
            outcome: 'denied',
            by: { action: 'dynamodb:Scan', resource: 'table', condition: '' },
          }),
        ],
      },
      'granted, never used: authorizer dynamodb:Scan on table',
    ],
    [
      'a call that none of the apps grants',
      { calls: [call('dynamodb:Query')] },
      'used, granted in none of these apps: authorizer dynamodb:Query on table',
    ],
    [
      'a refusal that no test means',
      {
        calls: [{ holder: 'authorizer', action: 'dynamodb:Query', resource: 'table', outcome: 'denied', meant: false }],
      },
      'refused, and no test means it: authorizer dynamodb:Query on table',
    ],
    [
      'a grant without a reason',
      { tables: { reasons: [] } },
      'no reason is written down: authorizer dynamodb:GetItem on table',
    ],
    [
      'a reason without a grant',
      { tables: { reasons: [...USES.reasons, { holder: 'registrar', action: 'x:Y', resource: 'table', why: 'was' }] } },
      'a reason without a grant: registrar x:Y on table',
    ],
    [
      'a wildcard action',
      { grants: [grant('dynamodb:*')] },
      'a wildcard without a reason: authorizer dynamodb:* on table',
    ],
    [
      'a wildcard resource',
      { grants: [grant('dynamodb:GetItem', { resource: '*' })] },
      'a wildcard without a reason: authorizer dynamodb:GetItem on *',
    ],
    [
      'a listed wildcard that is gone',
      { tables: { wide: [{ resource: '/apikeys/*', actions: ['apigateway:DELETE'], why: 'was' }] } },
      'a wide grant is listed that does not exist: apigateway:DELETE on /apikeys/*',
    ],
    [
      "a service's role with more than AWS asks for",
      { grants: [grant('s3:*', { holder: 'service apigateway.amazonaws.com', resource: '*' })] },
      'a service may, for no reason given: service apigateway.amazonaws.com s3:* on *',
    ],
    [
      "a service's use that nothing grants any more",
      { tables: { lambdaUses: [...USES.lambdaUses, { action: 'xray:Put', resource: '*', why: 'was', page: PAGE }] } },
      "a service's use that nothing grants any more: xray:Put on *",
    ],
    [
      'an invoke permission without an account',
      { invocations: [{ ...INVOKE, sourceAccount: undefined }] },
      'sample S/Permission: no source account',
    ],
    [
      'an invoke permission without a source',
      { invocations: [{ ...INVOKE, sourceArn: undefined }] },
      'sample S/Permission: no source ARN',
    ],
    [
      'an invoke permission for everybody',
      { invocations: [{ ...INVOKE, principal: '*' }] },
      'sample S/Permission: * is no service',
    ],
    [
      'an invoke permission that nobody uses',
      { invocations: [INVOKE, { ...INVOKE, holder: 'registrar' }] },
      'sample S/Permission: apigateway.amazonaws.com never invoked the registrar',
    ],
  ])('notices %s', (_, planted, problem) => {
    expect(problems(planted)).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
  });
});
