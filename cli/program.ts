import { Command } from 'commander';
import { apiImportCommand } from './commands/api/import-command';
import { diffCommand } from './commands/diff-command';
import { registryAdoptCommand } from './commands/emergency/adopt-command';
import { restoreCommands, revokeCommands } from './commands/emergency/emergency-commands';
import { grantsCommands } from './commands/grants/grants-commands';
import { operatorPolicyCommand } from './commands/operator/policy-command';
import { plansShowCommand } from './commands/plans/show-command';
import { policiesCommands } from './commands/policies/policies-commands';
import { rolesListCommand } from './commands/roles/list-command';
import { tenantsCommands } from './commands/tenants/tenants-commands';
import { tokensCommands } from './commands/tokens/tokens-commands';
import { twinCommand } from './commands/twin-command';
import { usersCommands } from './commands/users/users-commands';
import { whyCommand } from './commands/why-command';

/** The whole command line: nouns, and below them their verbs. A new command is one line here. */
export function createProgram(): Command {
  return new Command('gatehouse')
    .description('Runs and looks after an identity-secure API access proxy.')
    .showHelpAfterError('(add --help for what is allowed)')
    .addCommand(twinCommand())
    .addCommand(whyCommand())
    .addCommand(diffCommand())
    .addCommand(noun('api', 'Protected APIs.', [apiImportCommand()]))
    .addCommand(noun('plans', 'Usage plans.', [plansShowCommand()]))
    .addCommand(noun('users', 'Proxy users.', usersCommands()))
    .addCommand(noun('tokens', 'Proxy tokens.', tokensCommands()))
    .addCommand(noun('grants', 'Grants for one task.', grantsCommands()))
    .addCommand(noun('revoke', 'Emergencies: refuse what was let in.', revokeCommands()))
    .addCommand(noun('restore', 'Take a revocation back.', restoreCommands()))
    .addCommand(noun('registry', 'The table behind it.', [registryAdoptCommand()]))
    .addCommand(noun('tenants', 'Tenants.', tenantsCommands()))
    .addCommand(noun('policies', 'Policies beside the declared ones.', policiesCommands()))
    .addCommand(noun('roles', 'Roles.', [rolesListCommand()]))
    .addCommand(noun('operator', 'What operators may do.', [operatorPolicyCommand()]));
}

function noun(name: string, description: string, verbs: readonly Command[]): Command {
  const command = new Command(name).description(description);
  for (const verb of verbs) {
    command.addCommand(verb);
  }
  return command;
}
