/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.[jt]s$': ['@swc/jest'] },
  // Published as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
  reporters: ['default', '<rootDir>/test/support/closing-line.js'],
  globalSetup: '<rootDir>/test/support/global-setup.js',
  coverageProvider: 'v8',
  collectCoverageFrom: ['lambda/domain/**/*.ts', 'lambda/contract/**/*.ts'],
  coverageReporters: ['text-summary', 'json'],
  coverageThreshold: {
    './lambda/domain/': { branches: 100 },
    './lambda/contract/': { branches: 100 },
  },
  setupFiles: ['<rootDir>/test/support/setup-env.js'],
  setupFilesAfterEnv: ['aws-cdk-lib/testhelpers/jest-autoclean'],
  testTimeout: process.env.GATEHOUSE_RUNS === 'full' ? 1_800_000 : 120_000,
  // Two workers at most: the twin's own execution environments want the other processor.
  maxWorkers: 2,
};
