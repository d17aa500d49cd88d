import { EXIT_CODE } from '../exit-code';
import { message } from './message';

/** GH13xx: usage plans. */
export const PLAN_MESSAGES = {
  unknownPlan: message('GH1301', (given: string, plans: readonly string[]) => [
    `There is no usage plan "${given}"; the proxy has: ${plans.join(', ') || 'none'}.`,
    'Name one of them; plans are declared in the stack, with addUsagePlan.',
  ]),
  planGone: message(
    'GH1302',
    (name: string, id: string) => [
      `The usage plan "${name}" (${id}) is not there any more.`,
      'Somebody deleted it outside the stack: deploy the stack again.',
    ],
    EXIT_CODE.FAULT,
  ),
} as const;
