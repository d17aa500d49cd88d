const root = require('../../jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...root,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/comparison/**/*.comparison.ts'],
  // Its own: figures of other suites stay, and one MiniStack and one moto serve all.
  globalSetup: '<rootDir>/test/comparison/start-services.ts',
  globalTeardown: '<rootDir>/test/comparison/stop-services.ts',
  collectCoverage: false,
  coverageThreshold: undefined,
};
