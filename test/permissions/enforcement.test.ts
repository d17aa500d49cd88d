import { parseAuditLine } from '../../cli/audit-line';
import { send } from '../conformance/check-case';
import { opaqueCaller, provenCaller } from '../support/asked-caller';
import { changedAssembly, type ChangeableTemplate } from '../support/changed-assembly';
import { writeFigures } from '../support/figures';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';
import { grantsOf } from './grants';
import { ASKED_ISSUER, synthesizeVariant, VARIANTS } from './variants';

type Change = (template: ChangeableTemplate) => void;
type Headers = Readonly<Record<string, string>>;
type Statement = Record<string, unknown> & { Action: string | string[] };

const GET_SECRET = 'secretsmanager:GetSecretValue';

/** Every statement of the roles that `role` fits. */
function statementsOf({ Resources }: ChangeableTemplate, role: RegExp): Statement[] {
  return Object.entries(Resources)
    .filter(([id, { Type }]) => Type === 'AWS::IAM::Role' && role.test(id))
    .flatMap(([, { Properties }]) => (Properties['Policies'] ?? []) as { PolicyDocument: { Statement: Statement[] } }[])
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** Takes one action out of the roles that fit. @param through where only one service may be used for it. */
function without(role: RegExp, action: string, through = ''): Change {
  return (template) => {
    const found = statementsOf(template, role).filter(
      (one) => [one.Action].flat().includes(action) && JSON.stringify(one['Condition'] ?? '').includes(through),
    );
    expect(found).not.toEqual([]);
    for (const statement of found) {
      // A list may not be empty; nothing calls what stands in.
      const left = [statement.Action].flat().filter((one) => one !== action);
      statement.Action = left.length === 0 ? ['iam:GetRole'] : left;
    }
  };
}

function adding(role: RegExp, statement: Record<string, unknown>): Change {
  return ({ Resources }) => {
    for (const [id, { Type, Properties }] of Object.entries(Resources)) {
      if (Type === 'AWS::IAM::Role' && role.test(id)) {
        const [policy] = Properties['Policies'] as { PolicyDocument: { Statement: unknown[] } }[];
        policy?.PolicyDocument.Statement.push(statement);
      }
    }
  };
}

/** Has the authorizer write other partitions than those of used proofs. */
function provingIn(leadingKeys: string): Change {
  return (template) => {
    const found = statementsOf(template, /AuthorizerRole/).filter(({ Action }) => Action === 'dynamodb:PutItem');
    expect(found).not.toEqual([]);
    for (const statement of found) {
      statement['Condition'] = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [leadingKeys] } };
    }
  };
}

function permissions(change: (properties: Record<string, unknown>) => void, only = /./): Change {
  return ({ Resources }) => {
    const found = Object.entries(Resources).filter(
      ([id, { Type }]) => Type === 'AWS::Lambda::Permission' && only.test(id),
    );
    expect(found).not.toEqual([]);
    for (const [, { Properties }] of found) {
      change(Properties);
    }
  };
}

describe('S7 a template whose roles grant less: refused, never opened', () => {
  let sample: string;
  let keyed: string;
  let gateway: ServedGateway | undefined;
  const copies: string[] = [];
  let refused = 0;
  let opened = 0;

  beforeAll(() => {
    sample = synthesize();
    keyed = synthesizeVariant(VARIANTS['customer keys']);
  });

  afterEach(async () => {
    await gateway?.stop();
    gateway = undefined;
    copies.splice(0).forEach(removeAssembly);
  });

  afterAll(() => {
    removeAssembly(sample);
    removeAssembly(keyed);
    writeFigures('enforcement', [
      { name: 'requests that lacked a permission and were refused', value: refused, unit: 'requests', goal: '> 0' },
      { name: 'requests that lacked a permission and got through', value: opened, unit: 'requests', goal: '0' },
    ]);
  });

  async function serve(assembly: string, change: Change, stack?: string): Promise<ServedGateway> {
    const copy = changedAssembly(assembly, change, stack);
    copies.push(copy);
    gateway = await serveGateway(copy, { denialsMeant: true });
    return gateway;
  }

  function ask(served: ServedGateway, user: string, path: string): Promise<number> {
    const token = served.description.users.find(({ id }) => id === user)?.token;
    return askWith(served, path, { Authorization: `Bearer ${token}` });
  }

  async function askWith({ description, log }: ServedGateway, path: string, headers: Headers): Promise<number> {
    const { status } = await send(description.url, { method: 'GET', path, headers });
    const reached = log.some((line) => (parseAuditLine(line)?.unmapped.upstreamStatus ?? 0) > 0);
    refused += status >= 500 && !reached ? 1 : 0;
    opened += status < 400 || reached ? 1 : 0;
    return status;
  }

  const deny = (action: string) => ({ Effect: 'Deny', Action: action, Resource: '*' });
  const ORDERS: [user: string, path: string] = ['shop', '/orders/orders'];
  const SHOP: [user: string, path: string] = ['first', '/shop/1'];

  test('as it is, the same requests get through', async () => {
    expect(await ask(await serve(sample, () => {}), ...ORDERS)).toBe(200);
    await gateway?.stop();
    const shop = await serve(keyed, () => {});
    expect(await ask(shop, ...SHOP)).toBe(200);
    expect(await askWith(shop, SHOP[1], await opaqueCaller(shop, ASKED_ISSUER))).toBe(200);
    expect(await askWith(shop, SHOP[1], await provenCaller(shop, ASKED_ISSUER, SHOP[1]))).toBe(200);
    opened -= 4;
  });

  test.each<[string, Change]>([
    ['the authorizer may not remember proofs', without(/AuthorizerRole/, 'dynamodb:PutItem')],
    ['the authorizer may write items of other partitions only', provingIn('TENANT#*')],
    ["the authorizer may not read the proxy's secret at the issuer", without(/AuthorizerRole/, GET_SECRET)],
    ["the authorizer may not use that secret's key", without(/AuthorizerRole/, 'kms:Decrypt', 'secretsmanager')],
  ])('%s: who needs it, and nobody else, is refused', async (_, change) => {
    const served = await serve(keyed, change);
    const proven = await provenCaller(served, ASKED_ISSUER, SHOP[1]);

    expect(await askWith(served, SHOP[1], proven)).toBe(503);
    expect(await ask(served, ...SHOP)).toBe(200);
    opened -= 1;
  });

  test.each<[string, 'sample' | 'keyed', Change, number]>([
    ['the authorizer may not read the registry', 'sample', without(/AuthorizerRole/, 'dynamodb:BatchGetItem'), 503],
    ['the forwarder may not read its secret', 'sample', without(/ForwarderRole/, GET_SECRET), 503],
    ['a deny beside the allow, for the registry', 'sample', adding(/AuthorizerRole/, deny('dynamodb:*')), 503],
    ['a deny beside the allow, for the secret', 'sample', adding(/ForwarderRole/, deny('secretsmanager:Get*')), 503],
    ["the authorizer may not use the table's key", 'keyed', without(/AuthorizerRole/, 'kms:Decrypt'), 503],
    ["the forwarder may not use the secret's key", 'keyed', without(/ForwarderRole/, 'kms:Decrypt'), 503],
    [
      'API Gateway may not invoke the authorizer',
      'sample',
      permissions((properties) => (properties['Principal'] = 'events.amazonaws.com'), /Authorizer/),
      503,
    ],
    [
      'API Gateway of another account only may invoke the authorizer',
      'sample',
      permissions((properties) => (properties['SourceAccount'] = '111122223333'), /Authorizer/),
      503,
    ],
    [
      'another API only may invoke the forwarder',
      'sample',
      permissions((properties) => (properties['SourceArn'] = 'arn:aws:execute-api:*:*:another/*'), /Invoke/),
      500,
    ],
    [
      'API Gateway may read the forwarder, not invoke it',
      'sample',
      permissions((properties) => (properties['Action'] = 'lambda:GetFunction'), /Invoke/),
      500,
    ],
  ])('%s', async (_, app, change, status) => {
    const served = await serve(app === 'sample' ? sample : keyed, change);

    expect(await ask(served, ...(app === 'sample' ? ORDERS : SHOP))).toBe(status);
  });

  test.each<[string, 'sample' | 'keyed', Change, RegExp]>([
    ['the registrar may not write', 'sample', without(/RegistrarFunctionRole/, 'dynamodb:PutItem'), /AccessDenied/],
    ['the registrar may not make keys', 'sample', without(/RegistrarFunctionRole/, 'apigateway:POST'), /CreateApiKey/],
    [
      'the registrar may not fill the secret',
      'sample',
      without(/RegistrarFunctionRole/, 'secretsmanager:PutSecretValue'),
      /could not be filled \(AccessDeniedException\)/,
    ],
    [
      "the registrar may not use the table's key",
      'keyed',
      without(/RegistrarFunctionRole/, 'kms:Decrypt'),
      /AccessDenied/,
    ],
    [
      "the key's own policy lets the account in no more",
      'keyed',
      ({ Resources }) => {
        const [, key] = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::KMS::Key') ?? [];
        const policy = key?.Properties['KeyPolicy'] as { Statement: unknown[] };
        policy.Statement.splice(0, 1);
      },
      /AccessDenied/,
    ],
    [
      'a statement that the twin cannot evaluate',
      'sample',
      adding(/AuthorizerRole/, { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
      /AuthorizerRole\w+ \(AWS::IAM::Role\): property Policies\[0\]\.PolicyDocument\.Statement\[2\]\.NotAction is not supported/,
    ],
  ])('the deploy fails: %s', async (_, app, change, message) => {
    await expect(serve(app === 'sample' ? sample : keyed, change)).rejects.toThrow(message);
  });

  test.each<[string, Change, RegExp]>([
    ['move the release pointer', without(/JoinerFunctionRole/, 'dynamodb:UpdateItem'), /AccessDenied/],
    ["use the table's key", without(/JoinerFunctionRole/, 'kms:Decrypt'), /AccessDenied/],
    ['move the stage', without(/JoinerFunctionRole/, 'apigateway:PATCH'), /refused UpdateStage \(AccessDenied/],
  ])('the deploy of an app that joins fails: the joiner may not %s', async (_, change, message) => {
    const joined = synthesizeVariant(VARIANTS['customer keys, joined']);
    copies.push(joined);

    await expect(serve(joined, change, 'Joined')).rejects.toThrow(message);
  });

  test('a statement too many is a grant that the comparison sees', () => {
    const copy = changedAssembly(
      sample,
      adding(/AuthorizerRole/, { Effect: 'Allow', Action: 'dynamodb:Scan', Resource: '*' }),
    );
    copies.push(copy);
    const planted = grantsOf('planted', copy).grants.filter(({ action }) => action === 'dynamodb:Scan');

    expect(planted).toMatchObject([{ holder: 'authorizer', resource: '*', origin: { statement: 2 } }]);
  });
});
