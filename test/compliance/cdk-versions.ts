import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/sample-assembly';

/** The newest CDK that everything runs on, installed beside the oldest. */
export const LATEST_CDK = { 'aws-cdk-lib': '2.276.0', constructs: '10.8.1' } as const;

/** Set by the second leg's configuration. */
export function runsOnLatestCdk(): boolean {
  return process.env['GATEHOUSE_CDK'] === 'latest';
}

/** Version of aws-cdk-lib that this run is meant to use. */
export function expectedCdkVersion(): string {
  if (runsOnLatestCdk()) {
    return LATEST_CDK['aws-cdk-lib'];
  }
  return JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).devDependencies['aws-cdk-lib'];
}
