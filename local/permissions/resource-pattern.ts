import { matchesWildcard } from '../gateway/wildcard';

/** Parts of an ARN before its resource, which itself may hold colons. */
const PARTS = 5;

/**
 * Matches an ARN against the pattern of a policy's `Resource` or of an ARN condition.
 *
 * `*` and `?` stand inside one part of an ARN; a `*` at the pattern's very end also covers the parts behind it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html (2026-11-24)
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const wanted = partsOf(pattern);
  const given = partsOf(arn);
  if (wanted.length < given.length) {
    const last = wanted.length - 1;
    return (
      (wanted[last] as string).endsWith('*') &&
      wanted.slice(0, last).every((part, index) => matchesWildcard(part, given[index] as string)) &&
      matchesWildcard(wanted[last] as string, given.slice(last).join(':'))
    );
  }
  return wanted.length === given.length && wanted.every((part, index) => matchesWildcard(part, given[index] as string));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= PARTS ? parts : [...parts.slice(0, PARTS), parts.slice(PARTS).join(':')];
}
