import { type Command, Option } from 'commander';
import { GRANT_LAYERS, type GrantLayer } from '../../../lambda/contract/registry-records';
import { grantTask } from '../../../lambda/domain/grant-task';
import { CommandError } from '../../command-error';
import { parseDuration } from '../../duration';
import { granteeOf } from '../../grantee';
import { inForceOf } from '../../in-force';
import { TOKEN_MESSAGES } from '../../messages/token-messages';
import { changingCommand } from '../changing-command';

interface GrantOptions {
  readonly action: string;
  readonly route?: string;
  readonly for: string;
  readonly layer?: GrantLayer;
}

export function grantsCreateCommand(): Command {
  return changingCommand<GrantOptions>('create', {
    description: 'Grant a user one action for a while, beside what policies permit; a forbid still wins.',
    examples: [
      ['gatehouse grants create acme/build --action orders:WriteOrder --for 15m --twin', 'for a quarter of an hour'],
      [
        'gatehouse grants create "acme/workforce|jane" --action orders:ReadOrder --route "GET /orders/{order}" --for 1h --twin',
        'one route alone, to a subject of an issuer',
      ],
    ],
    configure: (command) =>
      command
        .argument('<user>', 'tenant/user')
        .requiredOption('--action <action>', 'as policies name it: orders:WriteOrder')
        .option('--route <route>', 'one route, as "PUT /orders/{order}" (default: all that need the action)')
        .requiredOption('--for <duration>', 'how long, as 15m; at most 24h')
        .addOption(
          new Option(
            '--layer <layer>',
            "whose missing permit it stands for: the global set's, the tenant's own set's (default: global)",
          ).choices(GRANT_LAYERS),
        ),
    plan: async ({ gateway, options, args: [given = ''] }) => {
      const seconds = parseDuration('--for', options.for, '24h');
      const [, api, action] = /^([^:]+):([^:]+)$/.exec(options.action) ?? [];
      if (api === undefined || action === undefined) {
        throw new CommandError(TOKEN_MESSAGES.badAction(options.action));
      }
      const { ports } = gateway;
      const user = await granteeOf(ports.managed, given);
      const route = options.route === undefined ? {} : { route: options.route };
      const layer = options.layer === undefined ? {} : { layer: options.layer };
      return {
        operation: 'grants create',
        target: `${given} ${options.action}`,
        summary: `grant ${given} ${options.action} for ${seconds} s.`,
        apply: async () => {
          const task = { api, action, ...route, ...layer, seconds };
          const outcome = await grantTask({ ...ports, registry: ports.grants }, user, task);
          if (!outcome.ok) {
            throw new CommandError(TOKEN_MESSAGES.notGranted(outcome.problem));
          }
          const expiresAt = new Date(outcome.expiresAt).toISOString();
          const inForce = inForceOf(gateway, ports.clock.now());
          return {
            value: { user: given, id: outcome.id, action: options.action, ...route, ...layer, expiresAt, ...inForce },
            text: `${given} has the grant ${outcome.id} until ${expiresAt}; it acts within ${inForce.withinSeconds} s.`,
          };
        },
      };
    },
  });
}
