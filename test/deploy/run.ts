/**
 * Deploys the sample for real, changes it, lets a deploy fail, and takes it away again:
 *
 *   npm run test:deploy                      to MiniStack, which is installed and started for it
 *   npm run test:deploy -- --target aws      to the account that your AWS credentials open; stacks of its own name
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../support/sample-assembly';
import { awsClients } from './aws-clients';
import { assertAccount } from './aws-target';
import { parseTarget, requestTarget } from './target-name';
import { DIFFERENCES, unverifiedCases } from './unsupported-by-ministack';

/** What a run on MiniStack cannot show, so that a run on AWS is looked at for it first. */
function printUnverified(): void {
  process.stdout.write('Unverified until it has run on AWS, the weightiest first:\n');
  for (const { unverified, what, reason } of DIFFERENCES) {
    process.stdout.write(`  - ${unverified ?? what} (MiniStack: ${reason})\n`);
  }
  process.stdout.write(`Conformance cases among them: ${unverifiedCases(DIFFERENCES).join('; ')}\n\n`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { target: { type: 'string', default: 'ministack' } } });
  const target = parseTarget(values.target);
  if (target === 'aws') {
    const clients = awsClients({});
    await assertAccount(clients).finally(() => clients.destroy());
  }
  printUnverified();
  const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const { status } = spawnSync(process.execPath, [jest, '--config', path.join(__dirname, 'jest.config.js')], {
    cwd: ROOT,
    env: { ...process.env, ...requestTarget(target) },
    stdio: 'inherit',
  });
  return status ?? 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
