import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeFigures } from '../support/figures';
import { ROOT } from '../support/sample-assembly';
import { acknowledgedTable } from './acknowledged-table';
import { expectedCdkVersion, runsOnLatestCdk } from './cdk-versions';
import { type CheckedApp, checkApp } from './checked-app';
import { checkedApps } from './checked-apps';
import { checkCompliance, type ComplianceRun, TEMPLATE_CHECKERS } from './compliance-run';
import { covers } from './finding';

const NAG_PACKS = ['AwsSolutions', 'HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321', 'Serverless'];

describe('the sample, every example and the quick start', () => {
  let apps: CheckedApp[];
  let run: ComplianceRun;

  beforeAll(() => {
    apps = checkedApps().map(checkApp);
    run = checkCompliance(apps);
  });

  afterAll(() => {
    for (const { remove } of apps) {
      remove();
    }
    const version = expectedCdkVersion();
    const countOf = (findings: ComplianceRun['all'], checker: string): number =>
      findings.filter((finding) => finding.checker === checker).length;
    writeFigures(`compliance-${version}`, [
      ...[...NAG_PACKS, ...TEMPLATE_CHECKERS.map(({ name }) => name)].flatMap((checker) => [
        {
          name: `aws-cdk-lib ${version}: ${checker}, not acknowledged`,
          value: countOf(run.open, checker),
          unit: 'findings',
          goal: '0',
        },
        {
          name: `aws-cdk-lib ${version}: ${checker}, acknowledged with a reason`,
          value: countOf(run.all, checker) - countOf(run.open, checker),
          unit: 'findings',
          goal: 'each needed',
        },
      ]),
      { name: `aws-cdk-lib ${version}: templates checked`, value: run.templates, unit: 'templates', goal: 'all' },
      {
        name: `aws-cdk-lib ${version}: acknowledgements that no checker needs`,
        value: run.dead.length,
        unit: 'acknowledgements',
        goal: '0',
      },
    ]);
  });

  test('are synthesized by the CDK of this run, which prints nothing', () => {
    expect(apps.map(({ cdkVersion }) => cdkVersion)).toEqual(apps.map(() => expectedCdkVersion()));
    expect(apps.map(({ printed }) => printed)).toEqual(apps.map(() => ''));
    // The validator came with 2.270; where it is, it has nothing to say.
    expect(apps.map(({ violations }) => violations)).toEqual(apps.map(() => (runsOnLatestCdk() ? [] : undefined)));
  });

  test('leave no finding that is not acknowledged', () => {
    expect(run.open).toEqual([]);
    expect(run.templates).toBeGreaterThan(apps.length);
  });

  test('are read by every checker and pack', () => {
    const checkers = new Set(run.all.map(({ checker }) => checker));

    expect([...checkers].sort()).toEqual([...NAG_PACKS, ...TEMPLATE_CHECKERS.map(({ name }) => name)].sort());
  });

  test('acknowledge what a checker says, and nothing else', () => {
    expect(run.dead).toEqual([]);
    expect(run.all.filter((finding) => !run.acknowledgements.some((one) => covers(one, finding)))).toEqual([]);
  });

  test('acknowledge with an argument, at the resource, never for a stack or an app', () => {
    const reasons = run.acknowledgements.map(({ reason }) => reason);

    expect(reasons.filter((reason) => !/^[A-Z][\x20-\x7e]{39,199}\.$/.test(reason))).toEqual([]);
    // `Stack/Construct` is the least.
    expect(run.acknowledgements.filter((one) => !one.path.includes('/'))).toEqual([]);
  });

  test('docs/compliance.md says what is acknowledged, and why', () => {
    const documented = readFileSync(path.join(ROOT, 'docs', 'compliance.md'), 'utf8');
    const table = acknowledgedTable(run);
    // To be copied from there.
    writeFileSync(path.join(ROOT, 'reports', 'acknowledged.md'), `${table}\n`);

    expect(documented).toContain(table);
  });
});
