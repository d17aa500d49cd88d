import type { aws_kms as kms, aws_secretsmanager as secretsmanager, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { emptySecret, type SecretWords } from './private/empty-secret';

/** How an existing secret is read. */
export interface ExistingSecretOptions {
  /**
   * Member that holds the credential, where the secret is a JSON object.
   *
   * @default - the whole secret is the credential
   */
  readonly field?: string;
}

/** How a created secret is kept. */
export interface CreatedSecretOptions {
  /**
   * Member that holds the credential, where the secret will be a JSON object.
   *
   * @default - the whole secret is the credential
   */
  readonly field?: string;
  /**
   * Key that encrypts it.
   *
   * @default - the account's key for Secrets Manager
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * What happens to it when the stack goes.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Where the proxy's credential is kept, for an upstream or at an issuer. */
export class CredentialSecret {
  /** A secret that exists, of this stack or any other. */
  public static existing(secret: secretsmanager.ISecret, options: ExistingSecretOptions = {}): CredentialSecret {
    return new CredentialSecret(options.field, () => secret);
  }

  /**
   * A secret of its own that holds nothing yet, not even a random password. Calls answer 503 until it is filled, for
   * example with `aws secretsmanager put-secret-value`.
   */
  public static created(options: CreatedSecretOptions = {}): CredentialSecret {
    return new CredentialSecret(options.field, (scope, words) =>
      emptySecret(scope, 'Credential', { ...options, ...words }),
    );
  }

  private constructor(
    /** @internal */
    public readonly _field: string | undefined,
    /** @internal */
    public readonly _bind: (scope: Construct, words: SecretWords) => secretsmanager.ISecret,
  ) {}
}
