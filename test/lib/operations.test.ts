import { type aws_cloudwatch as cloudwatch, aws_iam as iam, aws_kms as kms, Stack } from 'aws-cdk-lib';
import { AccessProxy, type IAccessProxy } from '../../lib';
import { newProxy, newStack, templateOf } from './synthesized';

function imported(stack: Stack): IAccessProxy {
  return AccessProxy.fromAttributes(stack, 'Imported', {
    restApiId: 'a1b2c3',
    restApiName: 'gate',
    tableName: 'registry',
    auditLogGroupName: '/audit',
    registryKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k',
  });
}

function granted(grant: (proxy: IAccessProxy, role: iam.Role) => iam.Grant): any[] {
  const stack = newStack();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  grant(imported(stack), role).assertSuccess();
  const [policy] = Object.values(templateOf(stack).findResources('AWS::IAM::Policy'));
  return policy!.Properties.PolicyDocument.Statement;
}

describe('metrics', () => {
  test.each<[string, (proxy: AccessProxy) => cloudwatch.Metric, string, string]>([
    ['metric', (proxy) => proxy.metric('CacheHitCount'), 'CacheHitCount', 'Average'],
    ['metricCount', (proxy) => proxy.metricCount(), 'Count', 'SampleCount'],
    ['clientError', ({ metrics }) => metrics.clientError(), '4XXError', 'Sum'],
    ['serverError', ({ metrics }) => metrics.serverError(), '5XXError', 'Sum'],
    ['latency', ({ metrics }) => metrics.latency(), 'Latency', 'Average'],
    ['integrationLatency', ({ metrics }) => metrics.integrationLatency(), 'IntegrationLatency', 'Average'],
  ])('%s is API Gateway’s, of this stage', (_name, metricOf, metricName, statistic) => {
    const proxy = newProxy({ restApiName: 'gate' });
    const metric = metricOf(proxy);

    expect(metric).toMatchObject({ namespace: 'AWS/ApiGateway', metricName, statistic });
    expect(Object.keys(metric.dimensions!)).toEqual(['ApiName', 'Stage']);
  });

  test.each<[string, (proxy: AccessProxy) => cloudwatch.Metric]>([
    ['Allowed', (proxy) => proxy.metricAllowed()],
    ['Refused', (proxy) => proxy.metricRefused()],
    ['Fault', (proxy) => proxy.metricFault({ label: 'faults' })],
  ])('%s is counted where its filter puts it', (metricName, metricOf) => {
    const proxy = newProxy();
    const stack = Stack.of(proxy);
    const metric = metricOf(proxy);
    const filters = Object.values(templateOf(proxy).findResources('AWS::Logs::MetricFilter'));

    expect(filters.map(({ Properties }) => Properties.MetricTransformations[0])).toContainEqual(
      expect.objectContaining({ MetricName: metric.metricName, MetricNamespace: stack.resolve(metric.namespace) }),
    );
    expect(metric).toMatchObject({ metricName, statistic: 'Sum' });
  });

  test('a proxy of another app has the same', () => {
    const proxy = imported(newStack());

    expect(proxy.metrics.count().dimensions).toEqual({ ApiName: 'gate', Stage: 'prod' });
    expect(proxy.metrics.fault().namespace).toBe('Gatehouse/a1b2c3');
  });
});

describe('grants', () => {
  test('whoever reads the registry reads items and nothing else', () => {
    expect(granted((proxy, role) => proxy.grants.readRegistry(role))).toEqual([
      {
        Effect: 'Allow',
        Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
        Resource: expect.anything(),
      },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: 'arn:aws:kms:eu-west-1:111122223333:key/k',
        Condition: {
          StringEquals: {
            'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
          },
        },
      },
    ]);
  });

  test('whoever operates writes items, works on keys and plans, and writes down that he did', () => {
    const actions = granted((proxy, role) => proxy.grants.operate(role)).flatMap(({ Action }) => Action);

    expect(actions).toEqual(
      expect.arrayContaining([
        'dynamodb:UpdateItem',
        'apigateway:POST',
        'apigateway:DELETE',
        'kms:Decrypt',
        'logs:PutLogEvents',
      ]),
    );
    expect(actions).not.toContain('dynamodb:Scan');
    expect(actions).not.toContain('dynamodb:DeleteTable');
  });

  test('S6 whoever operates links keys to plans, and neither makes nor deletes a plan', () => {
    const paths = (action: string) =>
      granted((proxy, role) => proxy.grants.operate(role))
        .filter(({ Action }) => Action === action)
        .flatMap(({ Resource }) => Resource)
        .map((resource) => resource['Fn::Join'][1].at(-1));

    expect(new Set(paths('apigateway:POST'))).toEqual(new Set(['::/apikeys', '::/usageplans/*/keys']));
    expect(new Set(paths('apigateway:DELETE'))).toEqual(new Set(['::/apikeys/*', '::/usageplans/*/keys/*']));
    expect(new Set(paths('apigateway:GET'))).toEqual(
      new Set(['::/apikeys', '::/apikeys/*', '::/usageplans', '::/usageplans/*']),
    );
  });

  test.each<[string, (proxy: IAccessProxy, role: iam.Role) => iam.Grant, string[]]>([
    ['inspect', (proxy, role) => proxy.grants.inspect(role), []],
    [
      'revoke',
      (proxy, role) => proxy.grants.revoke(role),
      ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    ],
    [
      'operatePolicies',
      (proxy, role) => proxy.grants.operatePolicies(role),
      ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
    ],
    [
      'operateTokens',
      (proxy, role) => proxy.grants.operateTokens(role),
      ['apigateway:DELETE', 'apigateway:POST', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    ],
  ])('S6 %s writes to its own partitions alone', (_name, grant, changes) => {
    const statements = granted(grant);
    const writes = statements.filter(({ Action }) =>
      [Action].flat().some((action) => /^dynamodb:(Put|Upd|Del)/.test(action)),
    );

    expect(
      [...new Set(statements.flatMap(({ Action }) => Action))]
        .filter((action) => /:(Put|Update|Delete)Item|apigateway:(POST|DELETE)/.test(action))
        .sort(),
    ).toEqual(changes);
    for (const { Condition } of writes) {
      expect(Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys']).toEqual(expect.anything());
    }
  });

  test('whoever reads the audit log cannot write it', () => {
    expect(granted((proxy, role) => proxy.grants.readAudit(role))).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:StartQuery'],
        Resource: {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':logs:',
              { Ref: 'AWS::Region' },
              ':',
              { Ref: 'AWS::AccountId' },
              ':log-group:/audit:*',
            ],
          ],
        },
      },
    ]);
  });

  test('a proxy of this app grants on its own table, without a key where it has none', () => {
    const proxy = newProxy();
    const stack = Stack.of(proxy);
    const role = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
    proxy.grants.readRegistry(role);
    const keyed = newProxy({ registry: { encryptionKey: new kms.Key(newStack('Keys'), 'Key') } }, newStack('Keyed'));

    const [policy] = Object.values(templateOf(stack).findResources('AWS::IAM::Policy'));
    expect(policy!.Properties.PolicyDocument.Statement).toHaveLength(1);
    expect(keyed.grants).toBeDefined();
  });
});
