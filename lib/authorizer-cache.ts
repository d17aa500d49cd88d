import { Duration } from 'aws-cdk-lib';
import type { CredentialHeader } from './credential-header';

/** How API Gateway keeps the authorizer's answers. */
export interface AuthorizerCacheOptions {
  /** The one header that every caller must send; a request without it is 401 before the authorizer sees it. */
  readonly credentialHeader: CredentialHeader;
  /**
   * How long an answer is kept: 1 second to 1 hour. Tokens, users and grants that end within this time, and 5 seconds
   * more, count as ended, and revocations act that much later.
   *
   * @default Duration.seconds(30)
   */
  readonly ttl?: Duration;
}

/**
 * Lets API Gateway keep an answer of the authorizer for calls with the same credential, method and path.
 *
 * Decisions then depend on nothing else: policies cannot read time, address, query, headers or the age of a token,
 * tokens that are bound to a key or certificate are refused, and several calls share one decision record.
 */
export class AuthorizerCache {
  public static keyedBy(options: AuthorizerCacheOptions): AuthorizerCache {
    return new AuthorizerCache(options.credentialHeader, options.ttl ?? Duration.seconds(30));
  }

  private constructor(
    /** @internal */
    public readonly _credentialHeader: CredentialHeader,
    /** @internal */
    public readonly _ttl: Duration,
  ) {}
}
