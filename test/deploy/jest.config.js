const base = require('../../jest.config.js');

/** The deploy test alone: it takes minutes, needs an AWS implementation, and keeps other suites' figures. */
/** @type {import('jest').Config} */
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/test/deploy'],
  testEnvironment: 'node',
  testMatch: ['**/*.deploy.ts'],
  transform: base.transform,
  transformIgnorePatterns: base.transformIgnorePatterns,
  reporters: base.reporters,
  setupFiles: base.setupFiles,
  testTimeout: 900_000,
  maxWorkers: 1,
};
