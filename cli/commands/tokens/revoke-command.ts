import type { Command } from 'commander';
import { findUser } from '../../../lambda/domain/manage/find-user';
import { revokeToken } from '../../../lambda/domain/manage/revoke-token';
import { parseProxyToken, type ProxyTokenIds } from '../../../lambda/domain/proxy-token';
import { CommandError } from '../../command-error';
import type { Gateway } from '../../connection/gateway';
import { inForceOf, renderInForce } from '../../in-force';
import { TOKEN_MESSAGES } from '../../messages/token-messages';
import { parseUserName } from '../../user-options';
import { changingCommand } from '../changing-command';

interface RevokeOptions {
  readonly stdin: boolean;
}

/** @param verb `revoke` below `tokens`, `token` below `revoke`: the same. */
export function tokensRevokeCommand(verb: 'revoke' | 'token' = 'revoke'): Command {
  const call = verb === 'revoke' ? 'gatehouse tokens revoke' : 'gatehouse revoke token';
  return changingCommand<RevokeOptions>(verb, {
    description: 'Revoke one token, for good.',
    examples: [
      [`${call} acme/build 0f3cAb… --twin`, 'by its id, as `gatehouse tokens list` prints it'],
      [`${call} --stdin --stack Gateway < leaked.txt`, 'the token itself, which stays off the command line'],
    ],
    configure: (command) =>
      command
        .argument('[user]', 'tenant/user')
        .argument('[token-id]', 'id of the token')
        .option('--stdin', 'read the whole token from standard input', false),
    plan: async ({ gateway, terminal, options, args: [user, tokenId] }) => {
      const ids = options.stdin ? idsOnInput(user, await terminal.read()) : await idsOf(gateway, user, tokenId);
      return {
        operation: 'tokens revoke',
        target: ids.tokenId,
        summary: `revoke the token ${ids.tokenId}, for good.`,
        apply: async () => {
          const wasActive = await revokeToken(gateway.ports, ids);
          const inForce = inForceOf(gateway, gateway.ports.clock.now());
          return {
            value: { tokenId: ids.tokenId, revoked: true, wasActive, ...inForce },
            text: `The token ${ids.tokenId} is revoked${wasActive ? '' : ', as it was'}. ${renderInForce(inForce)}`,
          };
        },
      };
    },
  });
}

function idsOnInput(user: string | undefined, input: string): ProxyTokenIds {
  if (user !== undefined) {
    throw new CommandError(TOKEN_MESSAGES.notOneToken());
  }
  const ids = parseProxyToken(input.trim());
  if (ids === undefined) {
    throw new CommandError(TOKEN_MESSAGES.badToken());
  }
  return ids;
}

async function idsOf(
  { ports }: Gateway,
  user: string | undefined,
  tokenId: string | undefined,
): Promise<ProxyTokenIds> {
  if (user === undefined || tokenId === undefined) {
    throw new CommandError(TOKEN_MESSAGES.notOneToken());
  }
  const { tenantRef, userRef } = await findUser(ports.managed, parseUserName(user));
  return { tenantRef, userRef, tokenId };
}
