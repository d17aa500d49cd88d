import type { Command } from 'commander';
import { findUser } from '../../../lambda/domain/manage/find-user';
import { assertMintable } from '../../../lambda/domain/manage/mint-token';
import { replaceable, rotateTokens } from '../../../lambda/domain/manage/rotate-tokens';
import { parseDuration, renderSeconds } from '../../duration';
import { printToken, restartsCounter } from '../../token-view';
import { parseUserName } from '../../user-options';
import { changingCommand } from '../changing-command';

interface RotateOptions {
  readonly overlap: string;
}

export function tokensRotateCommand(): Command {
  return changingCommand<RotateOptions>('rotate', {
    description: 'Mint a new token for a user, and let its old ones end after a while; its usage counter stays.',
    examples: [
      ['gatehouse tokens rotate acme/build --overlap 24h --twin', 'a day to put the new one in place'],
      ['gatehouse tokens rotate acme/build --overlap 0s --stack Gateway', 'at once'],
    ],
    configure: (command) =>
      command
        .argument('<user>', 'tenant/user')
        .requiredOption('--overlap <duration>', 'how long the old ones are still accepted, as 24h; at most 90d'),
    plan: async ({ gateway: { ports }, terminal, options, args: [given = ''] }) => {
      const overlap = parseDuration('--overlap', options.overlap, '90d');
      const found = await findUser(ports.managed, parseUserName(given));
      assertMintable(found);
      const old = replaceable(await ports.managed.listTokens(found.tenantRef, found.userRef), ports.clock.now());
      const replaced = old.map(({ tokenId }) => tokenId);
      const secrets = old.flatMap(({ secretArn }) => secretArn ?? []);
      const ends = `${replaced.length} old ones end ${overlap === 0 ? 'at once' : `within ${renderSeconds(overlap)}`}`;
      const also = {
        value: { replaced, overlapSeconds: overlap, ...(secrets.length === 0 ? {} : { secrets }) },
        text: [
          `${ends[0]?.toUpperCase()}${ends.slice(1)}.`,
          ...secrets.map((arn) => `The secret ${arn} still holds an old one: put the new one there.`),
        ],
      };
      return {
        operation: 'tokens rotate',
        target: given,
        summary: `mint a token for ${given}, and show it; ${ends}.`,
        apply: async () => {
          await rotateTokens(ports, found, overlap * 1000, (token) =>
            printToken(terminal, options.output, given, token, {}, restartsCounter(found.record), also),
          );
          return { value: undefined };
        },
      };
    },
  });
}
