const { execFileSync } = require('node:child_process');
const path = require('node:path');
const base = require('../../jest.config.js');

/**
 * The second leg: what depends on the CDK runs on its newest release. Here it is mapped, and in processes that tests
 * start it is required in. The CDK's template validation is on where apps are synthesized to be checked; in every other
 * suite it would cost seconds a file and speak of made-up ARNs.
 */
/** @returns {import('jest').Config} */
module.exports = () => {
  const root = path.join(__dirname, '..', '..');
  const folder = execFileSync(process.execPath, ['--import', 'tsx', path.join(__dirname, 'install-cdk-latest.ts')], {
    cwd: root,
    encoding: 'utf8',
  }).trim();
  process.env.GATEHOUSE_CDK = 'latest';
  process.env.GATEHOUSE_CDK_FOLDER = folder;
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --require ${path.join(__dirname, 'cdk-latest.js')}`;
  const modules = path.join(folder, 'node_modules');
  return {
    rootDir: '../..',
    roots: ['<rootDir>/test/compliance', '<rootDir>/test/lib', '<rootDir>/test/sample'],
    testEnvironment: 'node',
    testMatch: ['**/*.compliance.ts', '**/*.latest.ts', '**/test/lib/**/*.test.ts', '**/test/sample/**/*.test.ts'],
    transform: base.transform,
    transformIgnorePatterns: base.transformIgnorePatterns,
    moduleNameMapper: {
      '^aws-cdk-lib(/.*)?$': `${path.join(modules, 'aws-cdk-lib')}$1`,
      '^constructs(/.*)?$': `${path.join(modules, 'constructs')}$1`,
    },
    reporters: base.reporters,
    globalSetup: '<rootDir>/test/compliance/install-checkers.ts',
    setupFiles: base.setupFiles,
    setupFilesAfterEnv: [path.join(modules, 'aws-cdk-lib', 'testhelpers', 'jest-autoclean')],
    testTimeout: 900_000,
    maxWorkers: 2,
  };
};
