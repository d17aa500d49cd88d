import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App, aws_iam as iam, aws_lambda as lambda, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { acknowledge } from '../../lib/private/acknowledge';
import { withoutAcknowledgements } from './checked-template';
import { TEMPLATE_CHECKERS } from './compliance-run';
import { deadAcknowledgements } from './finding';
import { nagReport } from './nag-report';

/** Functions and a bucket as nobody should make them. */
function insecureStack(outdir: string): Stack {
  const stack = new Stack(new App({ outdir }), 'Insecure');
  new s3.CfnBucket(stack, 'Bucket', { accessControl: 'PublicReadWrite' });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const wide = new iam.Policy(stack, 'Wide', {
    roles: [role],
    statements: [new iam.PolicyStatement({ actions: ['*'], resources: ['*'] })],
  });
  for (const id of ['First', 'Second']) {
    const resource = new lambda.CfnFunction(stack, id, {
      role: role.roleArn,
      code: { zipFile: 'exports.handler = () => {}' },
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      memorySize: 128,
    });
    resource.node.addDependency(role, wide);
  }
  return stack;
}

describe('a stack that is not as it should be', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-planted-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function synthesized(name: string, change: (stack: Stack) => void = () => undefined): { stack: Stack; file: string } {
    const stack = insecureStack(path.join(folder, name));
    change(stack);
    const { directory } = (stack.node.root as App).synth();
    return { stack, file: path.join(directory, stack.templateFile) };
  }

  const PLANTED = {
    'cfn-guard': { rule: 'lambda_inside_vpc_check', name: 'outsideNetwork' },
    'cfn-lint': { rule: 'W3005', name: 'repeatedDependency' },
    checkov: { rule: 'CKV_AWS_117', name: 'outsideNetwork' },
  } as const;

  test.each(TEMPLATE_CHECKERS)('is found by $name, but for what is acknowledged at one resource', ({ name, check }) => {
    const { rule, name: finding } = PLANTED[name as keyof typeof PLANTED];
    const { file } = synthesized(name, (stack) =>
      acknowledge(stack.node.findChild('Second'), { [finding]: 'A test.' }),
    );

    const found = check([file]);
    const resources = (of: typeof found): string[] =>
      of.filter((one) => one.rule === rule).map(({ logicalId }) => logicalId);

    expect(new Set(resources(found))).toEqual(new Set(['First']));
    expect(found.every(({ template }) => template === file)).toBe(true);
    const bare = withoutAcknowledgements(file, mkdtempSync(path.join(folder, 'bare-')));
    expect(new Set(resources(check([bare])))).toEqual(new Set(['First', 'Second']));
  });

  test.each(TEMPLATE_CHECKERS)('$name says so where a template cannot be read', ({ check }) => {
    const file = path.join(folder, 'Broken.template.json');
    writeFileSync(file, '{"Resources": {');

    let outcome: unknown;
    try {
      outcome = check([file]).map(({ rule }) => rule);
    } catch (error) {
      outcome = error;
    }

    // cfn-lint reports it as an error of the template's own.
    expect(outcome instanceof Error || String(outcome) === 'E0000').toBe(true);
  });

  test('is found by every pack of cdk-nag, but for what is acknowledged at one resource', () => {
    const { stack } = synthesized('nag', (planted) =>
      acknowledge(planted.node.findChild('Second'), {
        outsideNetwork: 'A test.',
        noDeadLetters: 'A test.',
        noFunctionTracing: 'A test.',
      }),
    );

    const { open, all } = nagReport(stack.node.root);
    const packs = (path: string, of: typeof open): Set<string> =>
      new Set(of.filter((one) => one.path === path && /VPC|DLQ|Tracing/.test(one.rule)).map(({ checker }) => checker));

    expect(packs('Insecure/First', open)).toEqual(
      new Set(['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321', 'Serverless']),
    );
    expect(packs('Insecure/Second', open)).toEqual(new Set());
    expect(packs('Insecure/Second', all)).toEqual(packs('Insecure/First', open));
    expect(open.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['AwsSolutions-S1', 'AwsSolutions-IAM5[Action::*]']),
    );
  });

  test('is noticed where it acknowledges what no checker says', () => {
    const { stack } = synthesized('dead', (planted) =>
      acknowledge(planted.node.findChild('First'), { outsideNetwork: 'A test.', noRotation: 'A test.' }),
    );
    const { acknowledgements, all } = nagReport(stack.node.root);

    const dead = deadAcknowledgements(acknowledgements, all).map(({ rule }) => rule);

    // Those of other checkers are theirs to need.
    expect(dead).toEqual(
      expect.arrayContaining([
        'AwsSolutions-SMG4',
        'HIPAA.Security-SecretsManagerRotationEnabled',
        'NIST.800.53.R5-SecretsManagerRotationEnabled',
      ]),
    );
    expect(dead.filter((rule) => rule.includes('VPC'))).toEqual([]);
  });
});
