import { X509Certificate } from 'node:crypto';
import { CERTIFICATE_FIELDS } from '../../lambda/contract/proxy-document';
import { ClaimValue } from '../claim-value';
import type { ClientCertificateIssuerOptions } from '../client-certificate-issuer-options';
import type { IssuerOptions } from '../issuer';
import { assertConfiguration, isConcrete } from './validation';

/** @throws ConfigurationError for what is no list of authorities. What a deploy brings is checked by the deploy. */
export function assertAuthorities(place: string, authorities: readonly string[]): void {
  assertConfiguration(authorities.length > 0 && isConcrete(authorities), place, {
    what: 'authorities',
    given: authorities.length,
    allowed: 'one certificate or more; each may be a CDK token, the list may not',
    remedy: 'Name the authorities that sign the client certificates.',
  });
  for (const [index, pem] of authorities.entries()) {
    assertConfiguration(!isConcrete(pem) || isAuthority(pem), place, {
      what: `authorities[${index}]`,
      given: pem.slice(0, 40),
      allowed: 'one certificate of an authority, PEM',
      remedy: 'Give each authority as a text of its own, without its key.',
    });
  }
}

/** @throws ConfigurationError for claims that certificates do not have. */
export function assertCertificateFields(
  place: string,
  { claims = [], subjectMappings = [] }: ClientCertificateIssuerOptions,
): void {
  const named = [
    ...claims.map(({ _document }) => _document.claim),
    ...subjectMappings.flatMap(({ _document }) => Object.keys(_document.claims)),
  ];
  const fields: readonly string[] = CERTIFICATE_FIELDS;
  const unknown = named.find((name) => !fields.includes(name));
  assertConfiguration(unknown === undefined, place, {
    what: 'claims and subjectMappings',
    given: unknown,
    allowed: CERTIFICATE_FIELDS.join(', '),
    remedy: 'Name a field of certificates.',
  });
}

/** What an issuer of tokens would say in its place. @throws ConfigurationError */
export function certificateTerms(place: string, options: ClientCertificateIssuerOptions): IssuerOptions {
  const { name, subject, tenant, tenantFrom, roles, rolesFrom, claims, subjectMappings, requireMapping } = options;
  const sourceOf = (
    what: string,
    fixed: readonly string[] | undefined,
    from: typeof tenantFrom,
  ): ClaimValue | undefined => {
    assertConfiguration(fixed === undefined || from === undefined, place, {
      what,
      given: `${what} and ${what}From`,
      allowed: 'one of the two',
      remedy: 'Leave one out.',
    });
    return from === undefined ? fixed && ClaimValue.fixed(...fixed) : ClaimValue.claim(from._name);
  };
  const tenantSource = sourceOf('tenant', tenant === undefined ? undefined : [tenant], tenantFrom);
  const roleSource = sourceOf('roles', roles, rolesFrom);
  assertConfiguration(tenantSource !== undefined, place, {
    what: 'tenant',
    given: undefined,
    allowed: 'tenant or tenantFrom',
    remedy: 'Say whose the holders are.',
  });
  return {
    name,
    tenant: tenantSource as ClaimValue,
    ...(roleSource === undefined ? {} : { roles: roleSource }),
    subjectClaim: subject._name,
    ...(claims === undefined ? {} : { claims }),
    ...(subjectMappings === undefined ? {} : { subjectMappings }),
    ...(requireMapping === undefined ? {} : { requireMapping }),
  };
}

function isAuthority(pem: string): boolean {
  try {
    return new X509Certificate(pem).ca && pem.split('-----BEGIN ').length === 2;
  } catch {
    return false;
  }
}
