import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '../support/sample-assembly';

/** The launcher, by somebody without credentials. */
function launch(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return spawnSync(process.execPath, ['--import', 'tsx', path.join(__dirname, 'run.ts'), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...environment,
    },
  });
}

describe('npm run test:deploy', () => {
  test.each([
    [['--target', 'azure'], {}, '--target is "azure"; allowed: ministack, aws.'],
    [['--target', 'aws'], {}, '--target aws needs a region, and has none'],
    [['--target', 'aws'], { AWS_REGION: 'eu-west-1' }, '--target aws needs credentials, and has none'],
  ])('%j with %j is refused before anything is done', (args, environment, message) => {
    const { status, stdout, stderr } = launch(args, environment);

    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([2, '']);
  });
});
