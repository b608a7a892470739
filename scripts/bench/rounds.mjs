// Runs in Node and in a page. The machine is never quiet, so subjects take turns in short batches, many times over.
/* global performance */

/**
 * Calls each of `subjects` in batches, in turns, until `seconds` have passed.
 *
 * @param subjects name → `fetch`-like function; the first is what the others are compared with.
 * @param makeCall makes the arguments of one call; the time for it is part of everyone's.
 * @returns name → nanoseconds per call, one for each round, in the order of the rounds.
 */
export async function inTurns(subjects, makeCall, { calls, seconds, finish }) {
  const times = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  const start = performance.now();
  const isOver = (part) => performance.now() - start > seconds * 1000 * part;
  for (let isWarm = false; !isOver(1); isWarm ||= isOver(0.2)) {
    for (const [name, send] of Object.entries(subjects)) {
      const time = await timeOf(send, makeCall, { calls, finish });
      // The first rounds are for the engine to compile what it finds to be used much.
      if (isWarm) times[name].push(time);
    }
  }
  return times;
}

const MAX_MILLISECONDS = 3;

async function timeOf(send, makeCall, { calls, finish }) {
  const start = performance.now();
  let made = 0;
  // Some are a thousand times slower than others: look at the clock after 1, 2, 4 … calls.
  for (let end = 1; made < calls && performance.now() - start < MAX_MILLISECONDS; end *= 2) {
    for (; made < end; made++) {
      const call = makeCall();
      const response = await (call.length === 1 ? send(call[0]) : send(call[0], call[1]));
      if (finish) await finish(response);
    }
  }
  return ((performance.now() - start) / made) * 1e6;
}
