import { API_MESSAGES } from './messages/api-messages';
import { CONNECTION_MESSAGES } from './messages/connection-messages';
import { DIFF_MESSAGES } from './messages/diff-messages';
import { OPERATOR_MESSAGES } from './messages/operator-messages';
import { PLAN_MESSAGES } from './messages/plan-messages';
import { POLICY_MESSAGES, POLICY_REFUSAL_MESSAGES } from './messages/policy-messages';
import { TOKEN_MESSAGES } from './messages/token-messages';
import { TWIN_MESSAGES } from './messages/twin-messages';
import { REFUSAL_MESSAGES, USER_MESSAGES } from './messages/user-messages';
import { WHY_MESSAGES } from './messages/why-messages';

/**
 * Every message of the command line, declared once: a table an area, a hundred codes each. A command throws
 * `new CommandError(MESSAGES.plans.unknownPlan(…))`; a new area adds its table here.
 */
export const MESSAGES = {
  connection: CONNECTION_MESSAGES,
  twin: TWIN_MESSAGES,
  why: WHY_MESSAGES,
  diff: DIFF_MESSAGES,
  plans: PLAN_MESSAGES,
  operator: OPERATOR_MESSAGES,
  users: USER_MESSAGES,
  tokens: TOKEN_MESSAGES,
  refusals: REFUSAL_MESSAGES,
  api: API_MESSAGES,
  policies: POLICY_MESSAGES,
  policyRefusals: POLICY_REFUSAL_MESSAGES,
} as const;
