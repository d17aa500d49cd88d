const base = require('../../jest.config.js');

/** Compliance alone: it installs checkers, and keeps other suites' figures. */
/** @type {import('jest').Config} */
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/test/compliance'],
  testEnvironment: 'node',
  testMatch: ['**/*.compliance.ts'],
  transform: base.transform,
  transformIgnorePatterns: base.transformIgnorePatterns,
  reporters: base.reporters,
  globalSetup: '<rootDir>/test/compliance/install-checkers.ts',
  setupFiles: base.setupFiles,
  setupFilesAfterEnv: base.setupFilesAfterEnv,
  // The first run installs the checkers.
  testTimeout: 900_000,
  maxWorkers: 2,
};
