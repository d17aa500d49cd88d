import { aws_dynamodb as dynamodb, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { newProxy, newStack, templateOf } from './synthesized';

describe('what functions may do', () => {
  test('S6 a given table’s own key may be used as well', () => {
    const stack = newStack();
    const table = new dynamodb.Table(stack, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      encryptionKey: new kms.Key(stack, 'Key'),
    });
    const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
    const proxy = newProxy({ registry: { table } }, stack);
    proxy.grants.readRegistry(reader);
    const template = templateOf(proxy);
    const granted = [
      ...Object.values(template.findResources('AWS::IAM::Role')),
      ...Object.values(template.findResources('AWS::IAM::Policy')),
    ].filter(({ Properties }) => JSON.stringify(Properties).includes('kms:Decrypt'));

    // Authorizer, registrar, reader.
    expect(granted).toHaveLength(3);
  });

  test('S6 code of functions in a network may not use what Lambda makes interfaces with', () => {
    const stack = newStack();
    const template = templateOf(newProxy({ vpc: new ec2.Vpc(stack, 'Vpc') }, stack));
    const statements = Object.values(template.findResources('AWS::IAM::Role'))
      .flatMap(({ Properties }) => Properties.Policies ?? [])
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('ec2:CreateNetworkInterface'));
    const [allows, denies] = ['Allow', 'Deny'].map((effect) => statements.filter(({ Effect }) => Effect === effect));

    expect(allows).toHaveLength(2);
    expect(denies?.map(({ Action, Condition }) => ({ Action, Condition }))).toEqual(
      allows?.map(({ Action }) => ({
        Action,
        Condition: { ArnLike: { 'lambda:SourceFunctionArn': 'arn:*:lambda:*:*:function:*' } },
      })),
    );
  });
});
