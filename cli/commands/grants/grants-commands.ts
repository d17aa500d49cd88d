import type { Command } from 'commander';
import { grantsCreateCommand } from './create-command';
import { grantsListCommand } from './list-command';
import { grantsRevokeCommand } from './revoke-command';

/** Verbs of `gatehouse grants`. */
export function grantsCommands(): Command[] {
  return [grantsCreateCommand(), grantsListCommand(), grantsRevokeCommand()];
}
