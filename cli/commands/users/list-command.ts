import type { Command } from 'commander';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { findDrift } from '../../../lambda/domain/manage/drift';
import { listUsers, UnknownPageError } from '../../../lambda/domain/manage/list-users';
import { CommandError } from '../../command-error';
import { USER_MESSAGES } from '../../messages/user-messages';
import { tableOfUsers, viewUser } from '../../user-view';
import { gatewayCommand } from '../gateway-command';

interface ListOptions {
  readonly tenant?: string;
  readonly limit: string;
  readonly after?: string;
  readonly drift: boolean;
}

const LIMIT = 1_000;

export function usersListCommand(): Command {
  return gatewayCommand<ListOptions>('list', {
    description: 'List users, declared and made by hand, a page at a time.',
    examples: [
      ['gatehouse users list --twin', 'the first hundred'],
      ['gatehouse users list --tenant acme --limit 500 --stack Gateway', 'those of one tenant'],
      ['gatehouse users list --drift --stack Gateway', 'which declared ones are not as the release in force says'],
    ],
    configure: (command) =>
      command
        .option('--tenant <name>', 'of one tenant')
        .option('--limit <number>', `users of a page, 1 to ${LIMIT}`, '100')
        .option('--after <page>', 'the page that the one before named')
        .option('--drift', 'compare with the release in force, and list declared users that are missing', false),
    run: async ({ gateway: { ports, facts }, options }) => {
      const limit = Number(options.limit);
      if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT) {
        throw new CommandError(USER_MESSAGES.badLimit(options.limit));
      }
      const names = await readDeclaredNames(ports.managed);
      const drifts = options.drift ? await findDrift(ports.managed, names) : undefined;
      const { tenant, after } = options;
      const wanted = { limit, ...(tenant === undefined ? {} : { tenant }), ...(after === undefined ? {} : { after }) };
      const { items, next } = await listUsers(ports.managed, names, wanted).catch((error: unknown) => {
        throw error instanceof UnknownPageError ? new CommandError(USER_MESSAGES.unknownPage(String(after))) : error;
      });
      const users = items.map((record) => {
        const own = drifts?.find(({ kind, name }) => kind === 'user' && name === `${record.tenant}/${record.user}`);
        return viewUser(record, facts, drifts && (own?.differences ?? []));
      });
      const missing = drifts?.filter(({ differences }) => differences.includes('missing')).map(({ name }) => name);
      return {
        value: { users, ...(missing && { missing }), ...(next === undefined ? {} : { next }) },
        tables: [tableOfUsers(users)],
        text: [
          ...(users.length === 0 ? ['No users.'] : []),
          ...(missing === undefined || missing.length === 0 ? [] : [`Declared and missing: ${missing.join(', ')}`]),
          ...(next === undefined ? [] : [`More: --after ${next}`]),
        ].join('\n'),
      };
    },
  });
}
