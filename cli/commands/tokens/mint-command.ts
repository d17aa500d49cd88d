import type { Command } from 'commander';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { findUser } from '../../../lambda/domain/manage/find-user';
import { assertMintable, mintToken, type TokenTerms } from '../../../lambda/domain/manage/mint-token';
import { assertTask } from '../../../lambda/domain/manage/token-task';
import { CommandError } from '../../command-error';
import { parseDuration, parseInstant } from '../../duration';
import { TOKEN_MESSAGES } from '../../messages/token-messages';
import { printToken, restartsCounter } from '../../token-view';
import { parseUserName, repeated } from '../../user-options';
import { changingCommand } from '../changing-command';

interface MintOptions {
  readonly expires?: string;
  readonly task?: string;
  readonly allow?: readonly string[];
  readonly for?: string;
}

export function tokensMintCommand(): Command {
  return changingCommand<MintOptions>('mint', {
    description: 'Mint a token for a user, shown once and stored nowhere.',
    examples: [
      ['gatehouse tokens mint acme/build --expires 2027-01-31T00:00:00Z --twin', 'a token that ends'],
      [
        'gatehouse tokens mint acme/build --task "fix order 7" --allow orders:ReadOrder --for 15m --stack Gateway',
        'a token for one task: whatever else its user may do, it may not',
      ],
    ],
    configure: (command) =>
      command
        .argument('<user>', 'tenant/user')
        .option('--expires <instant>', 'when it ends, as 2027-01-31T00:00:00Z (default: with its user)')
        .option('--task <text>', 'the task that it is for')
        .option('--allow <action>', 'action that the task needs, as orders:ReadOrder; repeatable', repeated)
        .option('--for <duration>', 'how long the task takes, as 15m; at most 24h'),
    plan: async ({ gateway: { ports }, terminal, options, args: [given = ''] }) => {
      const found = await findUser(ports.managed, parseUserName(given));
      assertMintable(found);
      const terms = parseTerms(options, ports.clock.now());
      if (terms.task !== undefined) {
        await assertTask(ports.managed, await readDeclaredNames(ports.managed), terms.task);
      }
      const restarts = restartsCounter(found.record);
      return {
        operation: 'tokens mint',
        target: given,
        summary: `mint a token for ${given}, and show it${restarts ? '; calls with tokens are counted from zero' : ''}.`,
        apply: async () => {
          await mintToken(ports, found, terms, (token) =>
            printToken(terminal, options.output, given, token, terms, restarts),
          );
          return { value: undefined };
        },
      };
    },
  });
}

function parseTerms({ expires, task, allow, for: duration }: MintOptions, now: number): TokenTerms {
  if (task === undefined && allow === undefined && duration === undefined) {
    return expires === undefined ? {} : { expiresAt: parseInstant(expires, now) };
  }
  if (task === undefined || allow === undefined || duration === undefined || expires !== undefined) {
    throw new CommandError(TOKEN_MESSAGES.halfTask());
  }
  const seconds = parseDuration('--for', duration, '24h');
  return { task: { purpose: task, actions: [...new Set(allow)] }, expiresAt: now + seconds * 1000 };
}
