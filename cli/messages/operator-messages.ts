import { OPERATOR_TASKS } from '../../lambda/contract/operator-permissions';
import { message } from './message';

/** GH14xx: what operators may do. */
export const OPERATOR_MESSAGES = {
  unknownTask: message('GH1401', (given: string) => [
    `--task got "${given}"; allowed: ${OPERATOR_TASKS.join(', ')}.`,
    'Name one of them; repeat the option for several.',
  ]),
} as const;
