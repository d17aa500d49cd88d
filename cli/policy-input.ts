import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { ManagedPolicy } from '../lambda/contract/managed-policies';
import { CommandError } from './command-error';
import { POLICY_MESSAGES as MESSAGES } from './messages/policy-messages';

export const STANDARD_INPUT = '-';

/** Options of every command on a set of managed policies. */
export interface PolicySetOptions {
  readonly tenant?: string;
}

export function addSetOption(command: Command): Command {
  return command.option('--tenant <name>', 'the own set of this tenant (default: the global set, which is for all)');
}

/** What a change of policies says of itself. */
export interface NoteOptions extends PolicySetOptions {
  readonly note?: string;
}

export function addNoteOption(command: Command): Command {
  return addSetOption(command).option('--note <text>', 'why, for whoever reads the history');
}

/** @param file a path, or `-` for standard input. @throws CommandError */
export function readPolicyText(file: string): string {
  try {
    return readFileSync(file === STANDARD_INPUT ? 0 : file, 'utf8');
  } catch (error) {
    throw new CommandError(MESSAGES.unreadable(file, String((error as NodeJS.ErrnoException).code)));
  }
}

/** @param id left out = the file's name without its ending. @throws CommandError */
export function readPolicyFile(file: string, id?: string): ManagedPolicy {
  if (id === undefined && file === STANDARD_INPUT) {
    throw new CommandError(MESSAGES.needsId());
  }
  return { id: id ?? path.basename(file).replace(/\.[^.]*$/, ''), text: readPolicyText(file) };
}

/** @throws CommandError */
export function parseVersion(given: string): number {
  if (!/^[1-9]\d{0,8}$/.test(given)) {
    throw new CommandError(MESSAGES.badVersion(given));
  }
  return Number(given);
}
