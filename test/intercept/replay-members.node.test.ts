import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { members, tryAborting, trySaying, waysToSay } from './matrix-members.js';

const kinds: Record<string, RequestInit> = {
  'without a body': { headers: { 'X-Test': 'header' } },
  'with a body': { method: 'POST', body: 'text', headers: { 'X-Test': 'header' } },
};

for (const [way, call] of Object.entries(waysToSay)) {
  for (const [kind, rest] of Object.entries(kinds)) {
    describe(`A refused request ${kind} says each time what ${way} said`, () => {
      for (const member of members) {
        it(JSON.stringify(member), async () => {
          const { expected, sent } = await trySaying(() => call({ ...rest, ...member }, rest));
          assert.deepEqual(sent, [expected, expected, expected]);
        });
      }

      it('its signal', async () => {
        const { reason, seen } = await tryAborting((said) => call({ ...rest, ...said }, rest));
        assert.deepEqual(seen, [reason, reason, reason]);
      });
    });
  }
}
