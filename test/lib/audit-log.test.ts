import { aws_kms as kms, Stack } from 'aws-cdk-lib';
import { newApi, newProxy, newStack, templateOf } from './synthesized';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/k';

function keyStatements(stack: Stack): any[] {
  const [key] = Object.values(templateOf(stack).findResources('AWS::KMS::Key'));
  return key!.Properties.KeyPolicy.Statement;
}

describe('a key for the logs', () => {
  test('may be used by CloudWatch Logs for log groups of this account, said once', () => {
    const stack = newStack();
    newProxy({ auditLog: { encryptionKey: new kms.Key(stack, 'Key') } }, stack);

    const groups = Object.values(templateOf(stack).findResources('AWS::Logs::LogGroup'));
    expect(groups.map(({ Properties }) => Properties.KmsKeyId)).toEqual(Array(3).fill(expect.anything()));
    expect(keyStatements(stack).slice(1)).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: '*',
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': {
              'Fn::Join': [
                '',
                [
                  'arn:',
                  { Ref: 'AWS::Partition' },
                  ':logs:',
                  { Ref: 'AWS::Region' },
                  ':',
                  { Ref: 'AWS::AccountId' },
                  ':log-group:*',
                ],
              ],
            },
          },
        },
      },
    ]);
  });

  test('of somebody else’s is taken as it is, also for an API of another stack', () => {
    const proxy = newProxy();
    const stack = newStack('Apis', undefined, Stack.of(proxy).node.root as never);
    newApi(proxy, { auditLog: { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN) } }, 'Other', stack);

    templateOf(stack).hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: KEY_ARN });
  });
});
