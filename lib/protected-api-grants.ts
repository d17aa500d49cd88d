import { aws_iam as iam, type aws_secretsmanager as secretsmanager, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { secretPolicyArn } from './private/forwarder';
import { ConfigurationError } from './private/validation';

/** What grants are made for. */
export interface ProtectedApiGrantsProps {
  readonly scope: IConstruct;
  /**
   * Holds the upstream's credential.
   *
   * @default - the upstream needs none
   */
  readonly secret?: secretsmanager.ISecret;
}

/** Lets people and programs work on a protected API. Calls to it are decided by policies, not by IAM. */
export class ProtectedApiGrants {
  public constructor(private readonly props: ProtectedApiGrantsProps) {}

  /** Fills the upstream credential or puts a new one, without reading it. */
  public writeCredential(grantee: iam.IGrantable): iam.Grant {
    const { scope, secret } = this.props;
    if (secret === undefined) {
      throw new ConfigurationError(scope, {
        what: 'grants.writeCredential',
        given: 'an API without a credential',
        allowed: 'an API whose credential is kept in a secret',
        remedy: 'Remove the grant, or give the API a credential.',
      });
    }
    const grant = iam.Grant.addToPrincipal({
      grantee,
      actions: ['secretsmanager:PutSecretValue', 'secretsmanager:DescribeSecret'],
      resourceArns: [secretPolicyArn(secret)],
    });
    if (secret.encryptionKey === undefined) {
      return grant;
    }
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resourceArns: [secret.encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(scope).region}.amazonaws.com` } },
    }).combine(grant);
  }
}
