import type { OperationsOutput } from '../../../lambda/contract/operations-output';
import { USER_NAME } from '../../../lambda/contract/name-rules';
import { adoptApiKey, type Adoption, planAdoption } from '../../../lambda/domain/manage/adopt-api-key';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import type { ImportOutcome } from '../../../lambda/domain/manage/import-users';
import { ManageRefusal } from '../../../lambda/domain/manage/manage-refusal';
import { CommandError } from '../../command-error';
import { summariseImport } from '../../import-summary';
import { PLAN_MESSAGES } from '../../messages/plan-messages';
import { USER_MESSAGES } from '../../messages/user-messages';
import { startProgress } from '../../terminal/progress';
import { assertTerms } from '../../user-options';
import type { Change } from '../changing-command';
import type { CommandRun } from '../gateway-command';
import type { ImportOptions } from './import-command';

/** Plans to take over one API Gateway key, or all of a usage plan. */
export async function planKeyImport(run: CommandRun<ImportOptions>): Promise<Change> {
  const { gateway, terminal, options } = run;
  const { ports, facts } = gateway;
  const { tenant, usagePlan, apiKeyId, user, role: roles = [] } = options;
  if (tenant === undefined) {
    throw new CommandError(USER_MESSAGES.noTenant());
  }
  const names = await readDeclaredNames(ports.managed);
  const ids = apiKeyId === undefined ? await keysOfPlan(run, usagePlan as string) : [apiKeyId];
  const adoptions: Adoption[] = [];
  for (const id of ids) {
    adoptions.push(await planAdoption(ports, names, id, Object.values(facts.plans)));
  }
  const users = adoptions.map((adoption) => ({
    adoption,
    terms: { tenant, user: (apiKeyId === undefined ? undefined : user) ?? userNameOf(adoption), roles },
  }));
  for (const { terms } of users) {
    assertTerms(terms);
  }
  return {
    operation: 'users import',
    target: `${users.length} API Gateway keys`,
    summary: `take over ${users.length} API Gateway keys as credentials of users of ${tenant}.`,
    preview: { value: { users: users.map(({ terms, adoption }) => ({ ...terms, keyId: adoption.key.keyId })) } },
    apply: async () => {
      const progress = startProgress(terminal, 'Taking over keys', users.length);
      const outcomes: { readonly user: string; readonly outcome: ImportOutcome }[] = [];
      try {
        for (const { terms, adoption } of users) {
          const outcome = await adoptApiKey(ports, names, terms, adoption).catch((error: unknown) => {
            if (error instanceof ManageRefusal && apiKeyId === undefined) {
              // A key that was taken over by itself is there, whatever its user is called.
              return error.kind === 'key_taken' ? ('unchanged' as const) : error;
            }
            throw error;
          });
          outcomes.push({ user: `${tenant}/${terms.user}`, outcome });
          progress.advance();
        }
      } finally {
        progress.end();
      }
      const { value, text } = summariseImport(outcomes);
      const note =
        'Their keys go on working. The first token that is minted for one of them starts a counter of its own.';
      return { value: { ...value, users: outcomes.map((one) => one.user) }, text: `${text}\n${note}` };
    },
  };
}

/** Keys that the proxy made itself are passed over: they open nothing. */
async function keysOfPlan({ gateway: { ports, facts } }: CommandRun<ImportOptions>, given: string): Promise<string[]> {
  const planId = planOf(facts, given);
  const ids: string[] = [];
  for (const id of await ports.adoptable.keysOf(planId)) {
    const key = await ports.adoptable.readKey(id);
    if (key !== undefined && !key.name.startsWith(ports.keyPrefix)) {
      ids.push(id);
    }
  }
  return ids;
}

function planOf({ plans }: OperationsOutput, given: string): string {
  const [, id] = Object.entries(plans).find(([name, planId]) => name === given || planId === given) ?? [];
  if (id === undefined) {
    throw new CommandError(PLAN_MESSAGES.unknownPlan(given, Object.keys(plans)));
  }
  return id;
}

function userNameOf({ key }: Adoption): string {
  const name = key.name.trim().replace(/[^A-Za-z0-9._@+=-]+/g, '-');
  return USER_NAME.pattern.test(name) ? name : `key-${key.keyId}`;
}
