import { type aws_dynamodb as dynamodb, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PROOF_PREFIX } from '../../lambda/contract/registry-records';
import type { AccessProxyProps } from '../access-proxy-props';
import type { Issuer } from '../issuer';
import type { BundledFunction } from './bundled-function';
import { secretPolicyArn } from './forwarder';
import { keyStatement } from './statements';
import { assertConfiguration } from './validation';

export interface IssuerGrantsProps {
  readonly authorizer: BundledFunction;
  readonly table: dynamodb.ITable;
  readonly options: AccessProxyProps;
}

/** Lets the authorizer do what a proxy's issuers need, and nothing where they need nothing. */
export class IssuerGrants {
  private proofs = false;

  public constructor(
    private readonly proxy: Construct,
    private readonly props: IssuerGrantsProps,
  ) {}

  /**
   * @returns ARN of the proxy's own secret at the issuer, made where it has to be; `undefined` where it needs none.
   * @throws ConfigurationError where certificates are demanded that nobody is asked for.
   */
  public permit(issuer: Issuer): string | undefined {
    const constraint = issuer._document.senderConstraint;
    assertConfiguration(constraint !== 'mutualTls' || this.props.options.domainName?.mtls !== undefined, this.proxy, {
      what: `senderConstraint of issuer "${issuer.name}"`,
      given: 'SenderConstraint.mutualTls()',
      allowed: 'where domainName has mtls',
      remedy: 'Ask clients for certificates with domainName.mtls: no token of this issuer could be used otherwise.',
    });
    assertConfiguration(
      !('authorities' in issuer._document) || this.props.options.domainName?.mtls !== undefined,
      this.proxy,
      {
        what: `issuer "${issuer.name}"`,
        given: 'Issuer.clientCertificates()',
        allowed: 'where domainName has mtls',
        remedy: 'Ask clients for certificates with domainName.mtls: nobody could show one otherwise.',
      },
    );
    if (constraint === 'dpop' || constraint === 'accepted') {
      this.permitProofs();
    }
    return issuer._clientSecret === undefined ? undefined : this.permitSecret(issuer, issuer._clientSecret);
  }

  /**
   * Used proofs have partition keys of their own: nothing that decides anything can be written. A customer's key of the
   * registry is used to write as it is to read, which the authorizer may anyway.
   */
  private permitProofs(): void {
    if (this.proofs) {
      return;
    }
    this.proofs = true;
    const { authorizer, table } = this.props;
    authorizer.permissions.addStatements(
      new iam.PolicyStatement({
        actions: ['dynamodb:PutItem'],
        resources: [table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${PROOF_PREFIX}*`] } },
      }),
    );
  }

  private permitSecret(issuer: Issuer, clientSecret: NonNullable<Issuer['_clientSecret']>): string {
    const scope = new Construct(this.proxy, `Issuer-${issuer.name}`);
    const secret = clientSecret._bind(scope, {
      description: `Client secret of ${this.proxy.node.path} at its issuer ${issuer.name}; filled by hand`,
      notRotated:
        'The issuer gives the proxy this secret: only there can a new one be asked for. A change acts at once.',
    });
    this.props.authorizer.permissions.addStatements(
      new iam.PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [secretPolicyArn(secret)],
      }),
      ...keyStatement(this.proxy, secret.encryptionKey, 'secretsmanager', ['kms:Decrypt']),
    );
    return secret.secretArn;
  }
}
