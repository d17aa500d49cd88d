import { ArnFormat, aws_iam as iam, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * What a key that encrypts a table is used for on behalf of who reads or writes items: DynamoDB decrypts the table's own
 * key with it. All else that it does with the key, it does when the table is made.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html, read 24 November 2026
 */
export const TABLE_KEY_ACTIONS: readonly string[] = ['kms:Decrypt'];

/** Lets a key be used, but only through one service. */
export function keyStatement(
  scope: IConstruct,
  key: kms.IKey | undefined,
  service: 'dynamodb' | 'secretsmanager',
  actions: readonly string[],
): iam.PolicyStatement[] {
  if (key === undefined) {
    return [];
  }
  return [
    new iam.PolicyStatement({
      actions: [...actions],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `${service}.${Stack.of(scope).region}.amazonaws.com` } },
    }),
  ];
}

export function tableStatement(tableArn: string, actions: readonly string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources: [tableArn] });
}

/** ARN of a resource of API Gateway's control plane. @param path for example `/apikeys`. */
export function controlPlaneArn(scope: IConstruct, path: string): string {
  return Stack.of(scope).formatArn({
    service: 'apigateway',
    account: '',
    resource: path,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
}
