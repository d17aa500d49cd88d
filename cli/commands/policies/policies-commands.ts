import type { Command } from 'commander';
import { policiesDeleteCommand } from './delete-command';
import { policiesDiffCommand } from './diff-command';
import { policiesHistoryCommand } from './history-command';
import { policiesLintCommand } from './lint-command';
import { policiesListCommand } from './list-command';
import { policiesPutCommand } from './put-command';
import { policiesRollbackCommand } from './rollback-command';
import { policiesShowCommand } from './show-command';
import { policiesTestCommand } from './test-command';

/** Verbs of `gatehouse policies`. */
export function policiesCommands(): Command[] {
  return [
    policiesPutCommand(),
    policiesListCommand(),
    policiesShowCommand(),
    policiesDiffCommand(),
    policiesDeleteCommand(),
    policiesHistoryCommand(),
    policiesRollbackCommand(),
    policiesTestCommand(),
    policiesLintCommand(),
  ];
}
