import { expect } from '@open-wc/testing';
import { cells, tryCells } from './matrix.js';

describe('A request under the wrapper is what it is under bare fetch, and so is each time it is sent again', () => {
  let trials: ReturnType<typeof tryCells>;
  before(() => void (trials = tryCells(cells, location.origin)));

  for (const cell of cells) {
    const { body, input, outcome } = cell;
    it(`${input.name}, ${body.name}, ${outcome.name}`, async () => {
      const trial = await trials.get(cell);
      expect(trial?.actual.sent).to.be.a('number');
      expect(trial?.actual).to.deep.equal(trial?.expected);
    });
  }
});
