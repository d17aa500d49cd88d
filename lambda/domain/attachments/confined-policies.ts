import type { PolicyDeclaration } from '../../contract/declarations';
import type { PolicyProblem } from '../../contract/policy-check';
import { type CedarEntityUid, type CedarPolicy, parsePolicies, policyJsonOf } from '../cedar';
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
    const statements = parsed.ok ? parsed.statements : [];
    return statements.map(policyJsonOf).every((json) => isConfined(json, apis))
      ? []
      : [
          {
            policy: id,
            message: `A statement reaches beyond the actions of ${apis.join(', ')}.`,
            remedy: `Name the action in its scope, as in action in ${ACTION}::"${apis[0]}:*".`,
          },
        ];
  });
}

function isConfined({ action }: CedarPolicy, apis: readonly string[]): boolean {
  if (action.op === 'All') {
    return false;
  }
  // An action's scope has no slots, and what Cedar itself writes has entities in their plain form.
  const { entity, entities = [entity] } = action as { entity: CedarEntityUid; entities?: readonly CedarEntityUid[] };
  return entities.every(({ type, id }) => type === ACTION && apis.some((api) => id.startsWith(`${api}:`)));
}
