import { parseAddressRange } from '../../contract/address-range';
import { USER_KINDS } from '../../contract/declarations';
import {
  type NamePattern,
  NOTE_TEXT,
  ROLE_NAME,
  SOURCES_LIMIT,
  SUBJECT_NAME,
  TENANT_NAME,
  USER_NAME,
} from '../../contract/name-rules';
import type { UserTerms } from '../user-terms';

/** What is wrong with the terms of a user, beyond their types. @returns one sentence a problem; empty = nothing. */
export function termProblems(terms: UserTerms): string[] {
  const { tenant, user, roles, expiresAt, kind, owner, purpose, sources, federated } = terms;
  return [
    ...nameProblem('tenant', tenant, TENANT_NAME),
    ...nameProblem('user', user, USER_NAME),
    ...roles.flatMap((role) => nameProblem('role', role, ROLE_NAME)),
    ...optional(owner, (text) => nameProblem('owner', text, NOTE_TEXT)),
    ...optional(purpose, (text) => nameProblem('purpose', text, NOTE_TEXT)),
    ...optional(expiresAt, (text) =>
      isInstant(text) ? [] : [problem('expiry', text, 'an instant such as 2027-01-31T00:00:00Z, or a day')],
    ),
    ...optional(kind, (text) => (USER_KINDS.includes(text) ? [] : [problem('kind', text, USER_KINDS.join(', '))])),
    ...optional(sources, (ranges) => [
      ...(ranges.length > SOURCES_LIMIT ? [problem('sources', `${ranges.length} ranges`, `${SOURCES_LIMIT}`)] : []),
      ...ranges
        .filter((text) => parseAddressRange(text) === undefined)
        .map((text) =>
          problem('source', text, 'an address or a network of IPv4 or IPv6, such as 192.0.2.0/24 or 2001:db8::/32'),
        ),
    ]),
    ...optional(federated, ({ subject }) => nameProblem('subject', subject, SUBJECT_NAME)),
  ];
}

/** @returns what is wrong with a name, one sentence; empty = nothing. */
export function nameProblem(what: string, given: string, { pattern, allowed }: NamePattern): string[] {
  return pattern.test(given) ? [] : [problem(what, given, allowed)];
}

function optional<T>(given: T | undefined, look: (given: T) => string[]): string[] {
  return given === undefined ? [] : look(given);
}

/** A date without a zone would be another instant on another machine. */
function isInstant(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text) &&
    Number.isFinite(Date.parse(text))
  );
}

function problem(what: string, given: string, allowed: string): string {
  return `The ${what} is ${JSON.stringify(given)}; allowed: ${allowed}.`;
}
