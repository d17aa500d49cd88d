import type { IssuerOptions } from '../issuer';
import { assertConfiguration } from './validation';

/** @throws ConfigurationError for mappings that could not hold, or of which two could. */
export function assertMappings(
  place: string,
  { subjectMappings = [], requireMapping = false, clientAsSubject = false, subjectClaim = 'sub' }: IssuerOptions,
): void {
  assertConfiguration(!requireMapping || subjectMappings.length > 0, place, {
    what: 'requireMapping',
    given: true,
    allowed: 'beside one subject mapping or more',
    remedy: 'Add a mapping: nobody could be let in otherwise.',
  });
  for (const [index, mapping] of subjectMappings.entries()) {
    const { client, tenant, user } = mapping._document;
    assertConfiguration(client === undefined || clientAsSubject, place, {
      what: 'subjectMappings',
      given: { client },
      allowed: 'a client where clientAsSubject is set',
      remedy: 'Set clientAsSubject, or name a claim.',
    });
    const other = subjectMappings.slice(0, index).find((one) => {
      const { tenant: otherTenant, user: otherUser } = one._document;
      return (tenant !== otherTenant || user !== otherUser) && !mapping._excludes(one, subjectClaim);
    });
    assertConfiguration(other === undefined, place, {
      what: 'subjectMappings',
      given: mapping._document,
      allowed: `mappings that exclude each other; one token could also be "${other?._document.tenant}/${other?._document.user}"`,
      remedy: 'Name one claim in both, with different texts.',
    });
  }
}
