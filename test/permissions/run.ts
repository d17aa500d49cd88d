/**
 * `npm run test:permissions`, after `npm test`: compares what the roles grant with what the functions called during the
 * tests, prints it per function, and holds `docs/permissions.md` to it; `--write` writes that page.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeFigures } from '../support/figures';
import { recordedCalls } from '../support/recorded-calls';
import { ROOT } from '../support/sample-assembly';
import { grantsOfApps } from './apps';
import { compare, type Comparison } from './comparison';
import { renderPermissionsPage } from './permissions-page';

const PAGE = path.join(ROOT, 'docs', 'permissions.md');

function main(): number {
  const apps = grantsOfApps();
  const calls = recordedCalls();
  const comparison = compare({
    grants: apps.flatMap(({ grants }) => grants),
    invocations: apps.flatMap(({ invocations }) => invocations),
    calls,
  });
  const page = renderPermissionsPage(comparison.rows);
  if (process.argv.includes('--write')) {
    writeFileSync(PAGE, page);
  }
  const problems = [
    ...comparison.problems,
    ...(existsSync(PAGE) && readFileSync(PAGE, 'utf8') === page
      ? []
      : ['docs/permissions.md is not what the roles grant: run `npm run test:permissions -- --write` and commit it.']),
  ];
  print(
    comparison,
    apps.map(({ name }) => name),
  );
  writeFigures('permissions', figuresOf(comparison, apps.length));
  for (const problem of problems) {
    say(`✕ ${problem}`);
  }
  const checked = comparison.rows.length + apps.reduce((sum, { invocations }) => sum + invocations.length, 0);
  say(`permissions: ${problems.length === 0 ? checked : 0} passed, ${problems.length} failed`);
  return problems.length === 0 ? 0 : 1;
}

function print({ rows }: Comparison, names: readonly string[]): void {
  say(`Roles of: ${names.join(', ')}.`);
  for (const holder of new Set(rows.map((row) => row.holder))) {
    say(`\n${holder}`);
    for (const { action, resource, page, exercised } of rows.filter((row) => row.holder === holder)) {
      const state = page === undefined ? (exercised ? 'called' : 'NEVER CALLED') : 'used by Lambda';
      say(`  ${action.padEnd(34)} ${resource.padEnd(24)} ${state}`);
    }
  }
  say('');
}

function figuresOf({ rows, denied }: Comparison, apps: number) {
  const holders = [...new Set(rows.map(({ holder }) => holder))];
  return [
    ...holders.flatMap((holder) => {
      const own = rows.filter((row) => row.holder === holder && row.page === undefined);
      const byLambda = rows.filter((row) => row.holder === holder && row.page !== undefined);
      const used = own.filter(({ exercised }) => exercised);
      return [
        { name: `permissions granted to the ${holder}'s code`, value: own.length, unit: 'actions', goal: 'those used' },
        {
          name: `permissions used by the ${holder}'s code`,
          value: used.length,
          unit: 'actions',
          goal: `${own.length}`,
        },
        {
          name: `permissions of the ${holder} for Lambda itself`,
          value: byLambda.length,
          unit: 'actions',
          goal: 'as AWS asks',
        },
      ];
    }),
    { name: 'kinds of calls refused, as a test means it', value: denied, unit: 'calls', goal: '> 0' },
    { name: 'apps whose roles were compared', value: apps, unit: 'apps', goal: '≥ 7' },
  ];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = main();
