import type { Command } from 'commander';
import { tokensListCommand } from './list-command';
import { tokensMintCommand } from './mint-command';
import { tokensRevokeCommand } from './revoke-command';
import { tokensRotateCommand } from './rotate-command';

/** Verbs of `gatehouse tokens`. */
export function tokensCommands(): Command[] {
  return [tokensMintCommand(), tokensListCommand(), tokensRotateCommand(), tokensRevokeCommand()];
}
