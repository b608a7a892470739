import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { apiServer } from './api-server.js';
import { cells, tryCells } from './matrix.js';

const server = apiServer();

describe('A request under the wrapper is what it is under bare fetch, and so is each time it is sent again', () => {
  let trials: ReturnType<typeof tryCells>;
  before(() => void (trials = tryCells(cells, server.origin)));

  for (const cell of cells) {
    const { body, input, outcome } = cell;
    it(`${input.name}, ${body.name}, ${outcome.name}`, async () => {
      const trial = await trials.get(cell);
      assert.ok(trial);
      assert.deepEqual(trial.actual, trial.expected);
    });
  }
});
