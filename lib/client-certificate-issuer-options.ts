import type { CertificateField } from './certificate-field';
import type { Claim } from './claim';
import type { SubjectMapping } from './subject-mapping';

/** Authorities whose client certificates name their holders. */
export interface ClientCertificateIssuerOptions {
  /**
   * Name inside the proxy, part of its principals' names: 1–64 of `a-z 0-9 -`, starting with a letter. It also names the
   * issuer of a subject that is revoked, so it should not change.
   */
  readonly name: string;
  /**
   * Certificates of the authorities that sign the client certificates themselves, PEM, one each. Where a path has
   * authorities in between, this is the last of them: API Gateway hands on nothing but the client's own certificate.
   */
  readonly authorities: string[];
  /** What names the holder. It must never be given to somebody else later. */
  readonly subject: CertificateField;
  /**
   * The tenant of all holders.
   *
   * @default - `tenantFrom`; one of the two is needed
   */
  readonly tenant?: string;
  /**
   * What names the holder's tenant: only where the authority vouches for it.
   *
   * @default - `tenant`
   */
  readonly tenantFrom?: CertificateField;
  /**
   * Roles of all holders.
   *
   * @default - `rolesFrom`
   */
  readonly roles?: string[];
  /**
   * What names the holder's roles; here any number of values is fine.
   *
   * @default - none
   */
  readonly rolesFrom?: CertificateField;
  /**
   * What policies may read of a certificate, each by the name of its field as its claim: `commonName`, `organization`,
   * `organizationalUnit`, `dnsName`, `uri`, `email`.
   *
   * @default - nothing
   */
  readonly claims?: Claim[];
  /**
   * Holders that are proxy users; claims are the fields' names.
   *
   * @default - none
   */
  readonly subjectMappings?: SubjectMapping[];
  /**
   * Whether a holder that no mapping speaks of is refused.
   *
   * @default false
   */
  readonly requireMapping?: boolean;
}
