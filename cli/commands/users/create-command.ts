import type { Command } from 'commander';
import { createUser } from '../../../lambda/domain/manage/create-user';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { findUser } from '../../../lambda/domain/manage/find-user';
import { type Rendering, renderOutput } from '../../terminal/render-output';
import { addUserOptions, parseUserName, parseUserTerms, repeated, type UserOptions } from '../../user-options';
import { tableOfUsers, viewUser } from '../../user-view';
import { changingCommand } from '../changing-command';

interface CreateOptions extends UserOptions {
  readonly token: boolean;
}

export function usersCreateCommand(): Command {
  return changingCommand<CreateOptions>('create', {
    description: 'Make a user: its API Gateway key in a usage plan, its record, and its first token, shown once.',
    examples: [
      ['gatehouse users create acme/build --role reader --plan gold --twin', 'a user with a token'],
      [
        'gatehouse users create acme/jane --issuer workforce --subject jane --metering tenant --stack Gateway',
        'a subject of an issuer, metered by its tenant’s key',
      ],
      [
        'gatehouse users create acme/cron --plan gold --source 192.0.2.0/24 --no-token --twin',
        'from one network alone',
      ],
    ],
    configure: (command) =>
      addUserOptions(command.argument('<user>', 'tenant/user'))
        .option('--role <role>', 'role; repeatable', repeated)
        .option('--issuer <name>', 'issuer of the federated subject that it is')
        .option('--subject <subject>', 'subject as the issuer writes it')
        .option('--no-token', 'mint no token'),
    plan: async ({ gateway: { ports, facts }, terminal, options, args: [given = ''] }) => {
      const name = parseUserName(given);
      const terms = parseUserTerms(name, options, facts);
      const names = await readDeclaredNames(ports.managed);
      const mint = options.token && terms.federated === undefined;
      return {
        operation: 'users create',
        target: given,
        summary: `make the user ${given}${mint ? ', and show its first token' : ''}.`,
        apply: async () => {
          let shown = false;
          const view = async () => viewUser((await findUser(ports.managed, name)).record, facts);
          // Printed before the user is marked as whole: a run that ends in between is run again, and shows another one.
          const deliver = async (token: { reveal(): string }): Promise<void> => {
            const user = { ...(await view()), unfinished: undefined };
            renderOutput(terminal, options.output, tokenRendering(user, token.reveal()));
            shown = true;
          };
          const outcome = await createUser(ports, names, terms, mint ? { deliver } : {});
          if (shown) {
            return { value: undefined };
          }
          const user = await view();
          return {
            value: { outcome, user },
            tables: [tableOfUsers([user])],
            text: outcome === 'created' ? `${given} is made.` : `${given} is there already, as asked.`,
          };
        },
      };
    },
  });
}

function tokenRendering(user: Parameters<typeof tableOfUsers>[0][number], token: string): Rendering {
  return {
    value: { outcome: 'created', user, token },
    tables: [tableOfUsers([user])],
    text: `Its token, shown this once and stored nowhere:\n${token}`,
  };
}
