const { default: Sequencer } = require('@jest/test-sequencer');

/** On a fresh clone Jest knows no durations, and would begin the longest file when all others are done. */
const SLOWEST = ['embedded/whole-story', 'simulation/', 'embedded/start', 'replay/golden', 'stories/'];

const rank = ({ path }) => {
  const at = SLOWEST.findIndex((name) => path.includes(name));
  return at === -1 ? SLOWEST.length : at;
};

module.exports = class SlowestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
};
