import type { PolicyDeclaration } from '../../contract/declarations';
import type { PolicyProblem } from '../../contract/policy-check';
import { type CedarPolicy, parsePolicies, policyJsonOf } from '../cedar';
import { NAMESPACE } from '../policy-anchor';

const ACTION = `${NAMESPACE}::Action`;

/**
 * Whether policies keep to the actions of some APIs: each statement has to name them in its scope.
 *
 * @returns one problem a declaration; none for text that cannot be parsed, which compiling it tells of.
 */
export function confinementProblems(policies: readonly PolicyDeclaration[], apis: readonly string[]): PolicyProblem[] {
  return policies.flatMap(({ id, text }) => {
    const parsed = parsePolicies(text);
    const statements = parsed.ok && parsed.templates.length === 0 ? parsed.statements : [];
    return statements.map(policyJsonOf).every((json) => isConfined(json, apis))
      ? []
      : [
          {
            policy: id,
            message: `A statement reaches beyond the actions of ${apis.join(', ') || 'its APIs, which are none'}.`,
            remedy: `Name the action in its scope, as in action in ${ACTION}::"${apis[0] ?? 'api'}:*".`,
          },
        ];
  });
}

function isConfined({ action }: CedarPolicy, apis: readonly string[]): boolean {
  if (action.op === 'All') {
    return false;
  }
  const named = 'entities' in action ? action.entities : 'entity' in action ? [action.entity] : [];
  return (
    named.length > 0 &&
    named
      .map((entity) => ('__entity' in entity ? entity.__entity : entity))
      .every(({ type, id }) => type === ACTION && apis.some((api) => id.startsWith(`${api}:`)))
  );
}
