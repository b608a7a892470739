import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import {
  createAuth,
  isReverificationError,
  reverificationError,
  reverificationErrorResponse,
  reverificationPresets,
} from '../../src/server.js';
import { satisfiesReverification } from '../../src/protocol/reverification.js';
import { parseStepUpHeader } from '../../src/protocol/step-up.js';
import { Application, closeTestStore } from './application.js';

after(closeTestStore);

describe('the refusal', () => {
  test('is a 403 in JSON that no cache keeps, and echoes the config', async () => {
    for (const config of ['lax', { level: 'multi_factor', afterMinutes: 5 }] as const) {
      const response = reverificationErrorResponse(config);
      assert.equal(response.status, 403);
      assert.equal(response.headers.get('content-type'), 'application/json');
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal(response.headers.get('www-authenticate'), null);
      const body: unknown = await response.json();
      assert.deepEqual(body, reverificationError(config));
      assert.ok(isReverificationError(body));
    }
  });

  test('takes further headers, but stays what it is', () => {
    const headers = { 'Access-Control-Allow-Origin': 'https://app.example', 'Content-Type': 'text/html' };
    const response = reverificationErrorResponse(undefined, { headers });
    assert.equal(response.headers.get('access-control-allow-origin'), 'https://app.example');
    assert.equal(response.headers.get('content-type'), 'application/json');
  });

  test('refuses a config that is none', () => {
    assert.throws(() => reverificationErrorResponse({ level: 'first_factor', afterMinutes: 0 }), TypeError);
  });

  test('says the same to OAuth clients on request, in seconds', () => {
    const header = reverificationErrorResponse('strict', { stepUpHeader: true }).headers.get('www-authenticate');
    assert.equal(
      header,
      'Bearer error="insufficient_user_authentication", ' +
        'error_description="A more recent verification is required", max_age="600"',
    );
  });

  test('names the authentication context that the application maps the level to', () => {
    const acr = { multi_factor: 'urn:example:"mfa"' };
    const config = { level: 'multi_factor', afterMinutes: 0.001 } as const;
    const response = reverificationErrorResponse(config, { stepUpHeader: { scheme: 'DPoP', realm: 'bank', acr } });
    const header = response.headers.get('www-authenticate') ?? '';
    assert.match(header, /^DPoP realm="bank", error=/);
    assert.match(header, /acr_values="urn:example:\\"mfa\\"", max_age="1"$/);
  });

  test('without an age, or without a config, still has a header that readers understand', () => {
    const ever = { level: 'first_factor', afterMinutes: Infinity } as const;
    const header = reverificationErrorResponse(ever, { stepUpHeader: true }).headers.get('www-authenticate');
    assert.doesNotMatch(header ?? '', /max_age/);
    const strict = reverificationErrorResponse(undefined, { stepUpHeader: true }).headers.get('www-authenticate');
    assert.deepEqual(parseStepUpHeader(strict, 'test'), { ...reverificationPresets.strict, source: 'test' });
  });
});

describe('ages from a token', () => {
  test('are checked as the protocol says, whatever they are', () => {
    const age = fc.oneof(
      fc.tuple(fc.integer({ min: -2, max: 2000 }), fc.integer({ min: -2, max: 2000 })),
      fc.anything(),
    );
    const config = fc.oneof(fc.constantFrom('strict', 'strict_mfa', 'moderate', 'lax'), fc.anything());
    fc.assert(
      fc.property(age, config, (factorVerificationAge, anything) => {
        const reverification = anything as 'strict';
        const { has } = createAuth({ userId: 'jane', factorVerificationAge });
        assert.equal(has({ reverification }), satisfiesReverification(factorVerificationAge, reverification));
      }),
    );
  });

  test('of nobody are never fresh', () => {
    for (const userId of [undefined, null, '']) {
      assert.equal(createAuth({ userId, factorVerificationAge: [0, 0] }).has({ reverification: 'lax' }), false);
    }
  });
});

describe('a protected handler', () => {
  function bank() {
    const app = new Application();
    const user = app.addUser();
    const calls: unknown[] = [];
    const transfer = app.kit.protect('strict', (request, auth, context: { to: string }) => {
      calls.push([request.method, auth.userId, context.to]);
      return Response.json({ done: true });
    });
    return { app, user, client: app.as(user), calls, transfer };
  }

  test('runs for a session that is fresh enough, with the rest of its arguments', async () => {
    const { user, client, calls, transfer } = bank();
    await client.start();
    await client.password();
    const response = await transfer(client.request('/'), { to: 'bob' });
    assert.deepEqual(await response.json(), { done: true });
    assert.deepEqual(calls, [['POST', user.id, 'bob']]);
  });

  test('does not run for others: a challenge for who is signed in, a 401 for who is not', async () => {
    const { client, calls, transfer } = bank();
    const refused = await transfer(client.request('/'), { to: 'bob' });
    assert.deepEqual([refused.status, await refused.json()], [403, reverificationError('strict')]);
    const nobody = await transfer(new Request('https://bank.example'), { to: 'bob' });
    assert.equal(nobody.status, 401);
    assert.match(await nobody.text(), /authentication_invalid/);
    assert.deepEqual(calls, []);
  });

  test('cannot be made with a config that is none', () => {
    const { app } = bank();
    const config = 'strictest' as string;
    assert.throws(() => app.kit.protect(config as 'strict', () => new Response()), TypeError);
  });

  test('is told who is signed in by auth, and who is not', async () => {
    const { app, user, client } = bank();
    const auth = await client.auth();
    assert.deepEqual([auth.userId, auth.sessionId], [user.id, user.sessionId]);
    assert.deepEqual(auth.factorVerificationAge, [Number.MAX_SAFE_INTEGER, -1]);
    const nobody = await app.kit.auth(new Request('https://bank.example'));
    assert.deepEqual([nobody.userId, nobody.sessionId, nobody.factorVerificationAge], [null, null, null]);
    assert.equal(nobody.has({ reverification: 'lax' }), false);
  });
});
