import type { Command } from 'commander';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { findDrift } from '../../../lambda/domain/manage/drift';
import { findUser } from '../../../lambda/domain/manage/find-user';
import { parseUserName } from '../../user-options';
import { viewUser } from '../../user-view';
import { gatewayCommand } from '../gateway-command';

interface ShowOptions {
  readonly drift: boolean;
}

export function usersShowCommand(): Command {
  return gatewayCommand<ShowOptions>('show', {
    description: 'Show one user.',
    examples: [
      ['gatehouse users show acme/build --twin', 'all that is said of it'],
      ['gatehouse users show acme/build --drift --stack Gateway', 'and how it differs from the release in force'],
    ],
    configure: (command) =>
      command.argument('<user>', 'tenant/user').option('--drift', 'compare with the release in force', false),
    run: async ({ gateway: { ports, facts }, options, args: [given = ''] }) => {
      const { record, tenantRef, userRef } = await findUser(ports.managed, parseUserName(given));
      const drifts = options.drift ? await findDrift(ports.managed, await readDeclaredNames(ports.managed)) : undefined;
      const own = drifts?.find(({ kind, name }) => kind === 'user' && name === given);
      const tokens = await ports.managed.listTokens(tenantRef, userRef);
      const active = tokens.filter(({ status }) => status === 'active').length;
      const user = { ...viewUser(record, facts, drifts && (own?.differences ?? [])), activeTokens: active };
      const rows = Object.entries(user).map(([name, value]) => [
        name,
        typeof value === 'object' && !Array.isArray(value) ? Object.values(value).join(' | ') : String(value),
      ]);
      return { value: { user }, tables: [{ head: ['FIELD', 'VALUE'], rows }] };
    },
  });
}
