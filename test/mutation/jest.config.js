const base = require('../../jest.config.js');

/** The unit tests that mutants are put before: nothing here builds, synthesizes or starts another process. */
/** @type {import('jest').Config} */
module.exports = {
  rootDir: '../..',
  // `lambda` too, where mutants are.
  roots: ['<rootDir>/test', '<rootDir>/lambda'],
  testMatch: [
    ...['domain', 'contract', 'authorizer', 'forwarder'].map((room) => `**/test/${room}/**/*.test.ts`),
    // Of the adapters, those that are mutated.
    '**/test/adapters/{jwks,proof,rsa,signature,token}-*.test.ts',
  ],
  // What a registrar leaves behind when it stops half-way says nothing of a decision, and takes as long as all the rest.
  testPathIgnorePatterns: ['/node_modules/', '/registrar-crash\\.test\\.ts$'],
  testEnvironment: 'node',
  transform: base.transform,
  transformIgnorePatterns: base.transformIgnorePatterns,
  setupFiles: base.setupFiles,
  // A mutant that waits for ever is killed by this.
  testTimeout: 15_000,
};
