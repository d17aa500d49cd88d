import type { Command } from 'commander';
import { CommandError } from '../../command-error';
import { TOKEN_MESSAGES } from '../../messages/token-messages';
import { changingCommand } from '../changing-command';

export function registryAdoptCommand(): Command {
  return changingCommand('adopt', {
    description: 'Make a restored or copied table the registry. Everything is revoked until somebody opens it.',
    examples: [
      ['gatehouse registry adopt --stack Gateway', 'then revoke what is missing, and `gatehouse restore all`'],
    ],
    plan: async ({ gateway: { ports, facts } }) => ({
      operation: 'registry adopt',
      target: facts.tableName,
      summary: `make the table ${facts.tableName} the registry, and revoke everything until somebody opens it.`,
      question: `Make ${facts.tableName} the registry? It refuses every request until somebody opens it.`,
      apply: async () => {
        if (!(await ports.switches.adopt())) {
          throw new CommandError(TOKEN_MESSAGES.notCopy(facts.tableName));
        }
        return {
          value: { table: facts.tableName, state: 'closed' },
          text: `${facts.tableName} is the registry, and closed. Revoke again what was revoked since it was made, and then run \`gatehouse restore all\`.`,
        };
      },
    }),
  });
}
