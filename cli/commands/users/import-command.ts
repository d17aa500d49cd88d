import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Command } from 'commander';
import type { OperationsOutput } from '../../../lambda/contract/operations-output';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { type ImportOutcome, importUsers } from '../../../lambda/domain/manage/import-users';
import type { UserName } from '../../../lambda/domain/manage/manage-user';
import type { UserTerms } from '../../../lambda/domain/user-terms';
import { CommandError } from '../../command-error';
import { type ImportRow, parseImport } from '../../import-file';
import { summariseImport } from '../../import-summary';
import { USER_MESSAGES } from '../../messages/user-messages';
import { startProgress } from '../../terminal/progress';
import { parseUserTerms, repeated, type UserOptions } from '../../user-options';
import type { Change } from '../changing-command';
import { changingCommand } from '../changing-command';
import type { CommandRun } from '../gateway-command';
import { planKeyImport } from './import-keys';

export interface ImportOptions {
  readonly file?: string;
  readonly apiKeyId?: string;
  readonly usagePlan?: string;
  readonly tenant?: string;
  readonly user?: string;
  readonly role?: readonly string[];
  readonly tokens?: string;
}

export function usersImportCommand(): Command {
  return changingCommand<ImportOptions>('import', {
    description:
      'Make many users from a file, or take over API Gateway keys that there are: they keep their value, plan and counter.',
    examples: [
      [
        'gatehouse users import --file users.csv --stack Gateway',
        'at API Gateway’s pace, 5 a second; run it again to go on',
      ],
      [
        'gatehouse users import --file users.yaml --tokens tokens.jsonl --twin',
        'with a first token each, in a private file',
      ],
      ['gatehouse users import --api-key-id a1b2c3 --tenant acme --user legacy --stack Gateway', 'one key'],
      ['gatehouse users import --usage-plan gold --tenant acme --role reader --stack Gateway', 'all keys of a plan'],
    ],
    configure: (command) =>
      command
        .option('--file <file>', 'CSV with a line of names, JSON or YAML: tenant, user, roles, plan, …')
        .option('--tokens <file>', 'mint a first token for each new user, and append it there (JSON lines, mode 0600)')
        .option('--api-key-id <id>', 'API Gateway key to take over')
        .option('--usage-plan <name>', 'usage plan, by name or id, whose keys are all taken over')
        .option('--tenant <name>', 'tenant of the keys’ users')
        .option('--user <name>', 'name of the key’s user (default: the key’s own name)')
        .option('--role <role>', 'role of the keys’ users; repeatable', repeated),
    plan: async (run) => {
      const { file, apiKeyId, usagePlan } = run.options;
      const given = [file, apiKeyId, usagePlan].filter((each) => each !== undefined);
      if (given.length !== 1) {
        throw new CommandError(USER_MESSAGES.importSource());
      }
      return file === undefined ? await planKeyImport(run) : await planFileImport(run, file);
    },
  });
}

async function planFileImport(
  { gateway: { ports, facts }, terminal, options: { tokens } }: CommandRun<ImportOptions>,
  file: string,
): Promise<Change> {
  const users = readUsers(file, facts);
  const names = await readDeclaredNames(ports.managed);
  return {
    operation: 'users import',
    target: `${users.length} users`,
    summary: `make those of ${users.length} users that are not there yet.`,
    apply: async () => {
      const progress = startProgress(terminal, 'Importing users', users.length);
      const outcomes: { readonly user: string; readonly outcome: ImportOutcome }[] = [];
      const opened = tokens === undefined ? undefined : openSync(tokens, 'a', 0o600);
      try {
        await importUsers(ports, names, users, {
          onDone: ({ tenant, user }, outcome) => {
            outcomes.push({ user: `${tenant}/${user}`, outcome });
            progress.advance();
          },
          ...(opened === undefined
            ? {}
            : {
                deliver: ({ tenant, user }, token) =>
                  void writeSync(opened, `${JSON.stringify({ user: `${tenant}/${user}`, token: token.reveal() })}\n`),
              }),
        });
      } finally {
        progress.end();
        if (opened !== undefined) {
          closeSync(opened);
        }
      }
      return summariseImport(outcomes);
    },
  };
}

/** All that is wrong in a file is said at once, before anything is made. */
function readUsers(file: string, facts: OperationsOutput): UserTerms[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(
      USER_MESSAGES.importFile(file, `it cannot be read (${(error as NodeJS.ErrnoException).code}).`),
    );
  }
  const problems: string[] = [];
  const users = parseImport(text, file).flatMap((row, index) => {
    try {
      return [termsOfRow(row, facts)];
    } catch (error) {
      if (!(error instanceof CommandError)) {
        throw error;
      }
      problems.push(`User ${index + 1}: ${error.said.text}`);
      return [];
    }
  });
  const ids = users.map(({ tenant, user }) => `${tenant}/${user}`);
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) {
      problems.push(`${id} stands there twice.`);
    }
    seen.add(id);
  }
  if (problems.length > 0) {
    const shown = problems.slice(0, 10);
    const more = problems.length > shown.length ? [`And ${problems.length - shown.length} more.`] : [];
    throw new CommandError(USER_MESSAGES.importFile(file, [...shown, ...more].join(' ')));
  }
  return users;
}

function termsOfRow(row: ImportRow, facts: OperationsOutput): UserTerms {
  const { tenant = '', user = '', roles, sources, ...rest } = row;
  const lists = {
    ...(roles === undefined ? {} : { role: roles }),
    ...(sources === undefined ? {} : { source: sources }),
  };
  // Which members are lists, and which are not, was looked at when the file was read.
  return parseUserTerms({ tenant, user } as UserName, { ...rest, ...lists } as UserOptions, facts);
}
