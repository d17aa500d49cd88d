import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../support/sample-assembly';
import type { NagReport } from './nag-report';

/** An app, synthesized, with what cdk-nag says of it. */
export interface CheckedApp {
  readonly app: string;
  readonly templates: readonly string[];
  readonly nag: NagReport;
  /** aws-cdk-lib that synthesized it, as the assembly says. */
  readonly cdkVersion: string;
  /** What the CDK's own template validator found; undefined before 2.270, which has none. */
  readonly violations: readonly unknown[] | undefined;
  /** What the app printed, which should be nothing. */
  readonly printed: string;
  remove(): void;
}

/** Synthesizes an app of this repository with the CDK's own template validation, and lets cdk-nag walk its tree. */
export function checkApp(app: string): CheckedApp {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-compliance-'));
  const assembly = path.join(folder, 'assembly');
  const report = path.join(folder, 'nag.json');
  const program = path.join(__dirname, 'nag-report.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program, app, report], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: context(), CDK_VALIDATION: 'true' },
  });
  if (status !== 0) {
    throw new Error(`${app} ended with ${status}:\n${stdout}${stderr}`);
  }
  const files = readdirSync(assembly);
  return {
    app,
    templates: files.filter((file) => file.endsWith('.template.json')).map((file) => path.join(assembly, file)),
    nag: JSON.parse(readFileSync(report, 'utf8')) as NagReport,
    cdkVersion: JSON.parse(readFileSync(path.join(assembly, 'tree.json'), 'utf8')).tree.constructInfo.version,
    violations: files.includes('validation-report.json')
      ? violationsOf(path.join(assembly, 'validation-report.json'))
      : undefined,
    printed: stdout + stderr,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function violationsOf(report: string): unknown[] {
  const { pluginReports } = JSON.parse(readFileSync(report, 'utf8')) as { pluginReports: { violations: unknown[] }[] };
  return pluginReports.flatMap(({ violations }) => violations);
}

/** The feature flags of `cdk.json`, as the command line would pass them. */
function context(): string {
  return JSON.stringify(JSON.parse(readFileSync(path.join(ROOT, 'cdk.json'), 'utf8')).context);
}
