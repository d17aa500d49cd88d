import type { Command } from 'commander';
import { usersCreateCommand } from './create-command';
import { usersDeleteCommand } from './delete-command';
import { usersImportCommand } from './import-command';
import { usersListCommand } from './list-command';
import { usersShowCommand } from './show-command';
import { usersResumeCommand, usersSuspendCommand } from './status-commands';
import { usersUpdateCommand } from './update-command';

/** Verbs of `gatehouse users`. */
export function usersCommands(): Command[] {
  return [
    usersCreateCommand(),
    usersListCommand(),
    usersShowCommand(),
    usersUpdateCommand(),
    usersSuspendCommand(),
    usersResumeCommand(),
    usersDeleteCommand(),
    usersImportCommand(),
  ];
}
