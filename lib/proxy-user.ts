import { type aws_kms as kms, type aws_secretsmanager as secretsmanager, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { clientsOf } from '../lambda/contract/proxy-document';
import type { AccessProxy } from './access-proxy';
import { emptySecret } from './private/empty-secret';
import { assertName, ID_RULE, kebabCase, ROLE_RULE, TENANT_RULE, USER_RULE } from './private/names';
import { assertConcrete, assertConfiguration } from './private/validation';

/**
 * What the authorizer accepts of a token.
 *
 * @see OpenID Connect Core 1.0, section 2: at most 255 ASCII characters
 */
const SUBJECT = /^(?! )[\x20\x21\x23-\x5b\x5d-\x7e]{1,255}(?<! )$/;

/** A subject of an issuer, as its tokens name it. */
export interface FederatedSubject {
  /** Name of an issuer of the proxy. */
  readonly issuer: string;
  /** Value of the issuer's subject claim. */
  readonly subject: string;
  /**
   * Whether it is the client that tokens name in place of a subject (`clientAsSubject`).
   *
   * @default false
   */
  readonly client?: boolean;
}

/** How a proxy user is declared. */
export interface ProxyUserProps {
  readonly proxy: AccessProxy;
  readonly tenant: string;
  /**
   * Name inside the tenant: 1 to 128 of letters, digits and `._@+=-`.
   *
   * @default - the construct's id in kebab case
   */
  readonly userName?: string;
  /**
   * Roles; policies name them `Gatehouse::Role::"<role>"`.
   *
   * @default - none
   */
  readonly roles?: string[];
  /** Usage plan that meters it. */
  readonly usagePlan: string;
  /**
   * When it stops being let in; checked on every request.
   *
   * @default - never
   */
  readonly expiresAt?: Date;
  /**
   * The federated subject that this user is. It comes with its issuer's tokens and has no proxy tokens.
   *
   * @default - the user comes with proxy tokens
   */
  readonly federated?: FederatedSubject;
  /**
   * Whether the deploy mints a first proxy token into a secret.
   *
   * @default false - tokens are minted with the command line
   */
  readonly firstToken?: boolean;
  /**
   * Key that encrypts the first token's secret.
   *
   * @default - the account's key for Secrets Manager
   */
  readonly firstTokenEncryptionKey?: kms.IKey;
  /**
   * What happens to the first token's secret when the stack goes.
   *
   * @default RemovalPolicy.DESTROY - a token opens nothing once its user is gone
   */
  readonly firstTokenRemovalPolicy?: RemovalPolicy;
}

/**
 * Somebody who may call: tenant, roles and usage plan. Whether it is suspended, and its tokens, are never declared:
 * no deploy undoes a revocation.
 */
export class ProxyUser extends Construct {
  public readonly tenant: string;
  public readonly userName: string;
  /** Cedar id of the principal: `<tenant>/<user>`. */
  public readonly principalId: string;
  /** Holds the first proxy token once deployed; only where `firstToken` is set. */
  public readonly firstTokenSecret?: secretsmanager.ISecret;

  public constructor(scope: Construct, id: string, props: ProxyUserProps) {
    super(scope, id);
    const { proxy, tenant, roles = [], usagePlan, expiresAt, federated } = props;
    this.tenant = tenant;
    this.userName = props.userName ?? kebabCase(id);
    this.principalId = `${tenant}/${this.userName}`;
    assertName(this, 'tenant', tenant, TENANT_RULE);
    assertName(this, 'userName', this.userName, USER_RULE);
    for (const role of roles) {
      assertName(this, 'roles', role, ROLE_RULE);
    }
    assertConfiguration(expiresAt === undefined || !Number.isNaN(expiresAt.getTime()), this, {
      what: 'expiresAt',
      given: 'an invalid date',
      allowed: 'a date',
      remedy: 'Write it as new Date("2027-01-31T00:00:00Z").',
    });
    this.assertFederated(federated, props.firstToken);
    this.firstTokenSecret = props.firstToken ? this.createFirstToken(props) : undefined;
    const user = {
      tenant,
      user: this.userName,
      roles,
      plan: usagePlan,
      ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
      ...(federated === undefined ? {} : { federated: renderFederated(federated) }),
      ...(this.firstTokenSecret === undefined ? {} : { firstTokenSecretArn: this.firstTokenSecret.secretArn }),
    };
    proxy._addUser(this, user, this.firstTokenSecret);
  }

  private createFirstToken(props: ProxyUserProps): secretsmanager.ISecret {
    return emptySecret(this, 'FirstToken', {
      description: `First proxy token of ${this.principalId}; minted by the deploy`,
      notRotated:
        'It hands a token over once. Tokens are replaced and revoked in the registry, which knows only digests.',
      encryptionKey: props.firstTokenEncryptionKey,
      removalPolicy: props.firstTokenRemovalPolicy ?? RemovalPolicy.DESTROY,
    });
  }

  private assertFederated(federated: FederatedSubject | undefined, firstToken: boolean | undefined): void {
    if (federated === undefined) {
      return;
    }
    assertName(this, 'federated.issuer', federated.issuer, ID_RULE);
    assertConcrete(this, 'federated.subject', federated.subject);
    assertConfiguration(SUBJECT.test(federated.subject), this, {
      what: 'federated.subject',
      given: federated.subject,
      allowed: '1 to 255 printable ASCII characters without quote and backslash, no space at either end',
      remedy: 'Write the subject as the issuer does.',
    });
    assertConfiguration(!firstToken, this, {
      what: 'firstToken',
      given: true,
      allowed: 'a user that is no federated subject',
      remedy: 'A federated subject comes with its issuer’s tokens: leave it out.',
    });
  }
}

function renderFederated({ issuer, subject, client }: FederatedSubject): { issuerId: string; subject: string } {
  return { issuerId: client === true ? clientsOf(issuer) : issuer, subject };
}
