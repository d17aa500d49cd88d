import type { CertificateFieldName } from '../lambda/contract/proxy-document';

/**
 * What of a client certificate names its holder or tenant. It must be there once: a certificate with two values of it is
 * refused.
 */
export class CertificateField {
  /** `CN` of the subject. */
  public static commonName(): CertificateField {
    return new CertificateField('commonName');
  }

  /** `O` of the subject. */
  public static organization(): CertificateField {
    return new CertificateField('organization');
  }

  /** `OU` of the subject. */
  public static organizationalUnit(): CertificateField {
    return new CertificateField('organizationalUnit');
  }

  /** The DNS name among the alternative names, in lower case; never one with `*`. */
  public static dnsName(): CertificateField {
    return new CertificateField('dnsName');
  }

  /** The URI among the alternative names, such as a SPIFFE id. */
  public static uri(): CertificateField {
    return new CertificateField('uri');
  }

  /** The e-mail address among the alternative names, exactly as it is written there. */
  public static email(): CertificateField {
    return new CertificateField('email');
  }

  private constructor(
    /** @internal */
    public readonly _name: CertificateFieldName,
  ) {}
}
