import type { ImportOutcome } from '../lambda/domain/manage/import-users';
import { ManageRefusal } from '../lambda/domain/manage/manage-refusal';
import { CommandError } from './command-error';
import { refusalMessage, USER_MESSAGES } from './messages/user-messages';

/** @throws CommandError where any failed: what is done stays. */
export function summariseImport(outcomes: readonly { readonly user: string; readonly outcome: ImportOutcome }[]) {
  const count = (wanted: ImportOutcome): number => outcomes.filter(({ outcome }) => outcome === wanted).length;
  const failed = outcomes.flatMap(({ outcome }) =>
    outcome instanceof ManageRefusal ? [refusalMessage(outcome).text] : [],
  );
  const done = outcomes.length - failed.length;
  if (failed.length > 0) {
    throw new CommandError(USER_MESSAGES.importFailed(done, failed.length, failed[0] as string));
  }
  const [created, unchanged, tenantMetered] = [count('created'), count('unchanged'), count('tenant_metered')];
  return {
    value: { created, unchanged, tenantMetered },
    text: [
      `${created + tenantMetered} users are made, ${unchanged} were there already.`,
      ...(tenantMetered === 0 ? [] : [`API Gateway has no key left: tenants meter ${tenantMetered} of them.`]),
    ].join('\n'),
  };
}
