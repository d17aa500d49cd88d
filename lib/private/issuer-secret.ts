import { aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Issuer } from '../issuer';
import type { BundledFunction } from './bundled-function';
import { secretPolicyArn } from './forwarder';
import { keyStatement } from './statements';

/**
 * Makes or finds the proxy's own secret at an issuer, and lets the authorizer read it.
 *
 * @returns its ARN, or `undefined` for an issuer that needs none: the authorizer then may read nothing more.
 */
export function bindIssuerSecret(proxy: Construct, issuer: Issuer, authorizer: BundledFunction): string | undefined {
  if (issuer._clientSecret === undefined) {
    return undefined;
  }
  const secret = issuer._clientSecret._bind(new Construct(proxy, `Issuer-${issuer.name}`));
  authorizer.permissions.addStatements(
    new iam.PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secretPolicyArn(secret)],
    }),
    ...keyStatement(proxy, secret.encryptionKey, 'secretsmanager', ['kms:Decrypt']),
  );
  return secret.secretArn;
}
