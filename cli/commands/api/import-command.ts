import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { readOpenApi } from '../../../lambda/adapters/openapi-parser';
import { OPENAPI_NOTICES, type OpenApiImport } from '../../../lambda/contract/openapi-import';
import { CommandError } from '../../command-error';
import { API_MESSAGES as MESSAGES } from '../../messages/api-messages';
import { renderApiDeclaration } from '../../render-api-declaration';
import { processTerminal } from '../../terminal/terminal';
import { renderExamples } from '../gateway-command';

interface ApiImportOptions {
  readonly name?: string;
  readonly out?: string;
  readonly reference: boolean;
  readonly force: boolean;
}

const API_NAME = /^[a-z][a-z0-9-]{0,63}$/;

export function apiImportCommand(): Command {
  return new Command('import')
    .description('Write the TypeScript that declares a protected API of an OpenAPI 3.0 or 3.1 document.')
    .argument('<document>', 'JSON or YAML file; what it refers to lies in its folder')
    .option('--name <name>', "of the API: a path segment, and its name in policies (default: the document's title)")
    .option('--out <file>', 'write the declaration there in place of standard output')
    .option('--reference', 'read the document at every synth, in place of routes that are written out', false)
    .option('--force', 'replace the file of --out', false)
    .addHelpText(
      'after',
      renderExamples([
        ['gatehouse api import openapi.yaml --out lib/orders.ts', 'each operation as a route, to go on with'],
        ['gatehouse api import openapi.yaml --name orders --reference', 'a declaration that follows the document'],
      ]),
    )
    .action(async (file: string, options: ApiImportOptions) => {
      const report = await readOpenApi({ kind: 'file', path: file });
      if (!report.ok) {
        throw new CommandError(MESSAGES.unreadable(file, report.problems));
      }
      const { api } = report;
      const name = options.name ?? nameOf(api.title);
      if (!API_NAME.test(name)) {
        throw new CommandError(MESSAGES.badName(name));
      }
      const terminal = processTerminal();
      const text = renderApiDeclaration({ api, name, file, byReference: options.reference });
      if (options.out === undefined) {
        terminal.out(text.trimEnd());
      } else {
        write(options.out, text, options.force);
      }
      for (const line of noticesOf(api)) {
        terminal.note(line);
      }
    });
}

function nameOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 64);
}

function write(file: string, text: string, force: boolean): void {
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(code === 'EEXIST' ? MESSAGES.fileExists(file) : MESSAGES.unwritable(file, String(code)));
  }
}

/** What of the document the proxy does not do, each on a line of its own. */
function noticesOf({ notices, server }: OpenApiImport): string[] {
  return [
    ...(server === undefined ? ['The document names no absolute server: put the upstream into the declaration.'] : []),
    ...notices.map(({ kind, where, what }) => `${OPENAPI_NOTICES[kind]}: ${where === '' ? '' : `${where}, `}${what}.`),
  ];
}
