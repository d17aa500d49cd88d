import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App, aws_s3 as s3, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import { ROOT } from '../support/sample-assembly';
import { newProxy } from '../lib/synthesized';
import { LATEST_CDK } from './cdk-versions';
import { checkApp } from './checked-app';

test('this process runs on the newest CDK', () => {
  const installed = Object.keys(LATEST_CDK).map((name) => {
    const { version } = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8'));
    return [name, version];
  });

  expect(Object.fromEntries(installed)).toEqual(LATEST_CDK);
});

describe('the CDK’s own template validation', () => {
  test('finds what is planted', () => {
    const folder = path.join('reports', 'planted');
    mkdirSync(path.join(ROOT, folder), { recursive: true });
    writeFileSync(
      path.join(ROOT, folder, 'app.ts'),
      `import { App, CfnResource, Stack } from 'aws-cdk-lib';
       const stack = new Stack(new App(), 'Planted');
       const properties = { Runtime: 'nodejs12.x', Handler: 'index.handler', Code: { ZipFile: '0' }, Role: 'none' };
       new CfnResource(stack, 'Old', { type: 'AWS::Lambda::Function', properties });`,
    );

    const { violations, remove } = checkApp(path.join(folder, 'app.ts'));
    remove();

    expect(JSON.stringify(violations)).toContain('nodejs12.x');
  });
});

/** Packs as plugins of the app need a CDK that shows them the tree, which the oldest does not. */
describe('cdk-nag’s packs as plugins of the app', () => {
  const outdir = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-plugins-'));
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  function synth(change: (stack: Stack) => void): string {
    const app = new App({ outdir });
    const stack = new Stack(app, 'Users');
    newProxy({}, stack);
    for (const Pack of [
      AwsSolutionsChecks,
      HIPAASecurityChecks,
      NIST80053R5Checks,
      PCIDSS321Checks,
      ServerlessChecks,
    ]) {
      Validations.of(app).addPlugins(new Pack(app));
    }
    change(stack);
    try {
      app.synth();
      return 'synthesized';
    } catch (error) {
      return (error as Error).message;
    }
  }

  test('let a proxy through', () => {
    expect(synth(() => undefined)).toBe('synthesized');
  });

  test('find what users add, and nothing else', () => {
    const message = synth((stack) => new s3.CfnBucket(stack, 'Bucket'));

    expect(message).toContain('AwsSolutions-S1');
    expect(message).not.toMatch(/Users\/(Proxy|Orders)/);
  });
});
