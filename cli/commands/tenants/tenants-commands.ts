import type { Command } from 'commander';
import { tenantsCreateCommand } from './create-command';
import { tenantsDeleteCommand } from './delete-command';
import { tenantsListCommand, tenantsShowCommand } from './list-command';
import { tenantsResumeCommand, tenantsSuspendCommand } from './status-commands';

/** Verbs of `gatehouse tenants`. */
export function tenantsCommands(): Command[] {
  return [
    tenantsCreateCommand(),
    tenantsListCommand(),
    tenantsShowCommand(),
    tenantsSuspendCommand(),
    tenantsResumeCommand(),
    tenantsDeleteCommand(),
  ];
}
