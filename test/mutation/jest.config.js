const {
  globalSetup: _up,
  globalTeardown: _down,
  testSequencer: _order,
  ...whole
} = require('../../jest.config');

/** The tests of the rules alone, without a server: each mutant costs little, and meets those made to catch it. */
module.exports = {
  ...whole,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/domain/**/*.test.ts', '<rootDir>/test/worked-examples/in-the-core.test.ts'],
};
