import type { Command } from 'commander';
import { findUser } from '../../../lambda/domain/manage/find-user';
import { lastUses } from '../../../lambda/domain/manage/last-use';
import { principalUid } from '../../../lambda/domain/policy-anchor';
import { parseDuration } from '../../duration';
import { viewToken } from '../../token-view';
import { parseUserName } from '../../user-options';
import { gatewayCommand } from '../gateway-command';

interface ListOptions {
  readonly lastUse?: string | true;
}

/** Audit records that are looked through unless somebody says otherwise. */
const WINDOW = '24h';

export function tokensListCommand(): Command {
  return gatewayCommand<ListOptions>('list', {
    description: 'List the tokens of a user; the tokens themselves are nowhere.',
    examples: [
      ['gatehouse tokens list acme/build --twin', 'all that there are'],
      ['gatehouse tokens list acme/build --last-use 7d --stack Gateway', 'and which were used in the last week'],
    ],
    configure: (command) =>
      command
        .argument('<user>', 'tenant/user')
        .option('--last-use [duration]', `look for the last use in audit records of this age (${WINDOW}); at most 90d`),
    run: async ({ gateway: { ports }, options: { lastUse }, args: [given = ''] }) => {
      const { tenantRef, userRef, record } = await findUser(ports.managed, parseUserName(given));
      const now = ports.clock.now();
      const window =
        lastUse === undefined ? undefined : parseDuration('--last-use', lastUse === true ? WINDOW : lastUse, '90d');
      const uses =
        window === undefined
          ? new Map<string, number>()
          : await lastUses(ports.audit, principalUid(record.tenant, record.user).id, now - window * 1000);
      const listed = [...(await ports.managed.listTokens(tenantRef, userRef))].sort(
        (one, other) => one.createdAt - other.createdAt,
      );
      const tokens = listed.map((token) => viewToken({ tenantRef, userRef }, token, now, uses.get(token.tokenId)));
      const rows = tokens.map((token) => [
        token.tokenId,
        token.status,
        token.createdAt,
        token.expiresAt ?? '-',
        token.task === undefined ? '-' : `${token.task.purpose} (${token.task.actions.join(', ')})`,
        ...(window === undefined ? [] : [token.lastUsedAt ?? '-']),
        token.prefix,
      ]);
      const head = [
        'TOKEN ID',
        'STATUS',
        'CREATED',
        'EXPIRES',
        'TASK',
        ...(window === undefined ? [] : ['LAST USE']),
        'PREFIX',
      ];
      return {
        value: { user: given, tokens },
        tables: [{ head, rows }],
        ...(rows.length === 0 ? { text: `${given} has no tokens.` } : {}),
      };
    },
  });
}
