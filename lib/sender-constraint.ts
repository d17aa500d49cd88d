import type { IssuerTerms } from '../lambda/contract/proxy-document';

/** How an issuer's tokens are bound to whoever they were made for, so that a stolen one opens nothing. */
export class SenderConstraint {
  /**
   * Every token must be bound to a key of its sender, who proves with each request that he has it (DPoP, RFC 9449). The
   * authorizer remembers used proofs in the registry, and may write nothing else there.
   *
   * The proof's `htu` is the address that the client called, stage included: through another host in front of API
   * Gateway no proof fits.
   */
  public static dpop(): SenderConstraint {
    return new SenderConstraint('dpop');
  }

  /**
   * Every token must be bound to a client certificate (RFC 8705), which `domainName` with `mtls` asks for.
   */
  public static mutualTls(): SenderConstraint {
    return new SenderConstraint('mutualTls');
  }

  /** Tokens may be bound to a key or a certificate, or not at all; one that is bound needs its proof. */
  public static whereBound(): SenderConstraint {
    return new SenderConstraint('accepted');
  }

  private constructor(
    /** @internal */
    public readonly _document: NonNullable<IssuerTerms['senderConstraint']>,
  ) {}
}
