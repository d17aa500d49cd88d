import { matchesWildcard } from '../gateway/wildcard';
import { conditionHolds, type RequestContext } from './condition';
import type { PolicyStatement } from './policy-document';
import { matchPrincipal } from './principals';
import { matchesArn } from './resource-pattern';
import type { DecidingStatement } from './service-call';

/** What is asked of IAM. */
export interface AccessQuestion {
  readonly action: string;
  /** ARN, or `*`. */
  readonly resource: string;
  readonly context: RequestContext;
}

export type AccessDecision =
  | { readonly outcome: 'allowed'; readonly by: DecidingStatement }
  | { readonly outcome: 'denied'; readonly by?: DecidingStatement };

/** What may decide a question. */
export interface AccessPolicies {
  readonly roleArn: string;
  readonly identity: readonly PolicyStatement[];
  /** Of the resource itself. */
  readonly resource: readonly PolicyStatement[];
  /**
   * Whether the resource's policy has to let the account in before a role's own policies count, as a KMS key's has to.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html (2026-11-24)
   */
  readonly resourceDelegates: boolean;
}

/**
 * Decides as IAM does inside one account: an explicit Deny wins; else one Allow is enough, of the role or of the
 * resource; else no.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html (2026-11-24)
 */
export function decideAccess(question: AccessQuestion, policies: AccessPolicies): AccessDecision {
  const { identity, resource, roleArn, resourceDelegates } = policies;
  const meeting = resource.map((statement) => {
    const match = statement.principals === undefined ? 'no' : matchPrincipal(statement.principals, roleArn);
    return { match, by: match === 'no' ? undefined : decidingStatement(statement, question), statement };
  });
  const own = identity.map((statement) => ({ by: decidingStatement(statement, question), statement }));

  const denial = [...own, ...meeting].find(({ by, statement }) => by !== undefined && statement.effect === 'Deny');
  if (denial?.by !== undefined) return { outcome: 'denied', by: denial.by };
  const allows = ({ by, statement }: (typeof own)[number]): boolean => by !== undefined && statement.effect === 'Allow';
  const direct = meeting.find((one) => one.match === 'itself' && allows(one));
  const delegated = !resourceDelegates || meeting.some((one) => one.match === 'account' && allows(one));
  const permitted = (delegated ? own.find(allows) : undefined) ?? direct;
  return permitted?.by === undefined ? { outcome: 'denied' } : { outcome: 'allowed', by: permitted.by };
}

function decidingStatement(
  { actions, resources, conditions, origin }: PolicyStatement,
  question: AccessQuestion,
): DecidingStatement | undefined {
  // IAM compares actions without regard to case, resources with it.
  const action = actions.find((one) => matchesWildcard(one.toLowerCase(), question.action.toLowerCase()));
  const resource = resources.find((one) => matchesArn(one, question.resource));
  if (action === undefined || resource === undefined) return undefined;
  return conditions.every((one) => conditionHolds(one, question.context)) ? { ...origin, action, resource } : undefined;
}
