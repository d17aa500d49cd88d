import { type aws_kms as kms, type aws_secretsmanager as secretsmanager, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { clientsOf } from '../lambda/contract/proxy-document';
import { parseAddressRange } from '../lambda/contract/address-range';
import { NOTE_TEXT, SOURCES_LIMIT, SUBJECT_NAME } from '../lambda/contract/name-rules';
import type { AccessProxy } from './access-proxy';
import { emptySecret } from './private/empty-secret';
import { assertName, ID_RULE, kebabCase, ROLE_RULE, TENANT_RULE, USER_RULE } from './private/names';
import { assertConcrete, assertConfiguration } from './private/validation';
import type { UserKind } from './user-kind';

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
   * What it stands for; for people who look at it.
   *
   * @default - not said
   */
  readonly kind?: UserKind;
  /**
   * Whom to ask about it: 1 to 256 characters.
   *
   * @default - not said
   */
  readonly owner?: string;
  /**
   * What it is for: 1 to 256 characters.
   *
   * @default - not said
   */
  readonly purpose?: string;
  /**
   * Where its requests come from: networks and addresses of IPv4 and IPv6 in CIDR notation, at most 32. Requests from
   * elsewhere are refused, whatever policies say.
   *
   * @default - anywhere
   */
  readonly sources?: string[];
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
    this.assertNotes(props);
    this.assertFederated(federated, props.firstToken);
    this.firstTokenSecret = props.firstToken ? this.createFirstToken(props) : undefined;
    const user = {
      tenant,
      user: this.userName,
      roles,
      plan: usagePlan,
      ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
      ...notesOf(props),
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

  private assertNotes({ owner, purpose, sources = [] }: ProxyUserProps): void {
    for (const [what, text] of Object.entries({ owner, purpose })) {
      if (text !== undefined) {
        assertName(this, what, text, NOTE_TEXT);
      }
    }
    assertConfiguration(sources.length <= SOURCES_LIMIT, this, {
      what: 'sources',
      given: sources.length,
      allowed: `at most ${SOURCES_LIMIT}`,
      remedy: 'Write fewer, larger networks.',
    });
    for (const source of sources) {
      assertConcrete(this, 'sources', source);
      assertConfiguration(parseAddressRange(source) !== undefined, this, {
        what: 'sources',
        given: source,
        allowed: 'an address or a network of IPv4 or IPv6, without bits beyond its prefix',
        remedy: 'Write it as 192.0.2.0/24 or 2001:db8::/32.',
      });
    }
  }

  private assertFederated(federated: FederatedSubject | undefined, firstToken: boolean | undefined): void {
    if (federated === undefined) {
      return;
    }
    assertName(this, 'federated.issuer', federated.issuer, ID_RULE);
    assertConcrete(this, 'federated.subject', federated.subject);
    assertConfiguration(SUBJECT_NAME.pattern.test(federated.subject), this, {
      what: 'federated.subject',
      given: federated.subject,
      allowed: SUBJECT_NAME.allowed,
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

/** What is said of a user beside what it may do. */
function notesOf({ kind, owner, purpose, sources }: ProxyUserProps) {
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(owner === undefined ? {} : { owner }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(sources === undefined ? {} : { sources }),
  };
}
