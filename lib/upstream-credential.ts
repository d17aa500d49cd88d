import type { aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CredentialDocument } from '../lambda/contract/api-document';
import type { CredentialSecret } from './credential-secret';
import { assertName, HEADER_RULE, PARAMETER_RULE } from './private/names';
import { assertConcrete, assertConfiguration } from './private/validation';

/** Headers that the proxy or the connection itself decides on; a credential cannot stand there. */
const RESERVED_HEADERS = [
  'host',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Who the proxy is for an upstream that asks for HTTP Basic. */
export interface BasicCredentialOptions {
  /**
   * User name, known at synth.
   *
   * @default - `usernameField`, or the secret holds `user:password`
   */
  readonly username?: string;
  /**
   * Member of the secret that holds the user name; the secret's own `field` then holds the password.
   *
   * @default - `username`, or the secret holds `user:password`
   */
  readonly usernameField?: string;
}

/** How the proxy authenticates to an upstream. */
export class UpstreamCredential {
  /** `Authorization: Bearer <secret>`. */
  public static bearer(secret: CredentialSecret): UpstreamCredential {
    return new UpstreamCredential({ kind: 'bearer', field: secret._field }, secret);
  }

  /** A header of the upstream's own, for example `X-Api-Token`. */
  public static header(header: string, secret: CredentialSecret): UpstreamCredential {
    assertName('UpstreamCredential.header', 'header', header, HEADER_RULE);
    assertConfiguration(!RESERVED_HEADERS.includes(header.toLowerCase()), 'UpstreamCredential.header', {
      what: 'header',
      given: header,
      allowed: `any header but ${RESERVED_HEADERS.join(', ')}`,
      remedy: 'Name the header in which the upstream expects its credential.',
    });
    return new UpstreamCredential({ kind: 'header', header, field: secret._field }, secret);
  }

  /** `Authorization: Basic …`. */
  public static basic(secret: CredentialSecret, options: BasicCredentialOptions = {}): UpstreamCredential {
    const { username, usernameField } = options;
    const place = 'UpstreamCredential.basic';
    assertConfiguration(username === undefined || usernameField === undefined, place, {
      what: 'username and usernameField',
      given: { username, usernameField },
      allowed: 'one of the two, or neither where the secret holds user:password',
      remedy: 'Name the user here, or the member of the secret that holds the name.',
    });
    assertConcrete(place, 'username', username);
    assertConfiguration(username === undefined || /^[\x20-\x39\x3b-\x7e]+$/.test(username), place, {
      what: 'username',
      given: username,
      allowed: 'printable ASCII without ":"',
      remedy: 'A colon would end the name. Use another user.',
    });
    assertConfiguration(usernameField === undefined || secret._field !== undefined, place, {
      what: 'field',
      given: secret._field,
      allowed: 'the member that holds the password, beside usernameField',
      remedy: 'Name it where the secret is given, as in CredentialSecret.existing(secret, { field: "password" }).',
    });
    return new UpstreamCredential({ kind: 'basic', username, usernameField, field: secret._field }, secret);
  }

  /** A query parameter. Upstreams tend to log it: prefer a header where there is a choice. */
  public static queryParameter(parameter: string, secret: CredentialSecret): UpstreamCredential {
    assertName('UpstreamCredential.queryParameter', 'parameter', parameter, PARAMETER_RULE);
    return new UpstreamCredential({ kind: 'query', parameter, field: secret._field }, secret);
  }

  /** The upstream asks for nothing. */
  public static none(): UpstreamCredential {
    return new UpstreamCredential({ kind: 'none' }, undefined);
  }

  private constructor(
    /** @internal */
    public readonly _document: CredentialDocument,
    private readonly source: CredentialSecret | undefined,
  ) {}

  /** @internal */
  public _bind(scope: Construct): secretsmanager.ISecret | undefined {
    return this.source?._bind(scope, {
      description: `Upstream credential of ${scope.node.path}; filled by hand`,
      notRotated: 'The upstream issues this credential: only there can a new one be asked for. A change acts at once.',
    });
  }
}
