import type { Command } from 'commander';
import { findUser } from '../../../lambda/domain/manage/find-user';
import { setUserStatus } from '../../../lambda/domain/manage/set-status';
import { parseUserName } from '../../user-options';
import { changingCommand } from '../changing-command';

export function usersSuspendCommand(): Command {
  return statusCommand('suspend', 'suspended', 'Refuse a user, declared or made by hand; no deploy undoes it.');
}

export function usersResumeCommand(): Command {
  return statusCommand('resume', 'active', 'Let a suspended user in again.');
}

function statusCommand(verb: 'suspend' | 'resume', status: 'suspended' | 'active', description: string): Command {
  return changingCommand(verb, {
    description,
    examples: [[`gatehouse users ${verb} acme/build --twin`, `${verb} one user`]],
    configure: (command) => command.argument('<user>', 'tenant/user'),
    plan: async ({ gateway: { ports, facts }, args: [given = ''] }) => {
      const name = parseUserName(given);
      await findUser(ports.managed, name);
      return {
        operation: `users ${verb}`,
        target: given,
        summary: `${verb} ${given}.`,
        apply: async () => {
          const before = await setUserStatus(ports, name, status);
          const seconds = facts.revocationBound;
          return {
            value: { user: given, status, before, inForceWithinSeconds: Number(seconds) },
            text: `${given} is ${status}${before === status ? ', as it was' : `; in force within ${seconds} s`}.`,
          };
        },
      };
    },
  });
}
