import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createReverification } from '../../src/server.js';
import type { ReverificationOptions } from '../../src/server.js';
import { Application, closeTestStore, ORIGIN } from './application.js';

after(closeTestStore);

function signedIn(overrides: Partial<ReverificationOptions> = {}) {
  const app = new Application(overrides);
  const user = app.addUser();
  const client = app.as(user);
  const handle = (path: string, init?: RequestInit) => app.kit.handle(client.request(path, init));
  return { app, user, client, handle };
}

interface ErrorBody {
  errors: [{ code: string; message: string; long_message: string; meta: { param_name?: string } }];
}

/** Status, code and parameter of a refusal, which must look like all of them. */
async function refusal(response: Response): Promise<[number, string | undefined, string | undefined]> {
  assert.equal(response.headers.get('content-type'), 'application/json');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const { errors } = (await response.json()) as ErrorBody;
  assert.equal(errors.length, 1);
  assert.ok(errors[0].message && errors[0].long_message);
  return [response.status, errors[0].code, errors[0].meta.param_name];
}

const START = JSON.stringify({ level: 'first_factor' });

describe('the address', () => {
  test('that is none of ours is a 404', async () => {
    const { handle } = signedIn();
    for (const path of ['', '/', '/verified', '/verify/', '/verify/attempt_third_factor', '/session/1']) {
      const expected = path === '/verify/' ? [200, undefined] : [404, 'resource_not_found'];
      const response = await handle(path, { body: START });
      const body = (await response.json()) as Partial<ErrorBody>;
      assert.deepEqual([response.status, body.errors?.[0].code], expected, path);
    }
  });

  test('with the wrong method is a 405 that names the right one', async () => {
    const { handle } = signedIn();
    for (const [path, method, allow] of [
      ['/verify', 'GET', 'POST'],
      ['/verify', 'OPTIONS', 'POST'],
      ['/verify/attempt_first_factor', 'PUT', 'POST'],
      ['/session', 'POST', 'GET'],
    ] as const) {
      const response = await handle(path, { method });
      assert.equal(response.headers.get('allow'), allow);
      assert.deepEqual((await refusal(response)).slice(0, 2), [405, 'method_not_allowed']);
    }
  });

  test('may lie below another endpoint', async () => {
    const { app, client } = signedIn({ endpoint: '/api/v2/reverify/' });
    const request = (path: string) => {
      const { headers } = client.request('');
      return new Request(`${ORIGIN}${path}`, { method: 'POST', headers, body: START });
    };
    assert.equal((await app.kit.handle(request('/api/v2/reverify/verify'))).status, 200);
    assert.equal((await app.kit.handle(request('/reverification/verify'))).status, 404);
    assert.equal((await app.kit.handle(request('/api/v2/reverifyverify'))).status, 404);
  });
});

describe('a request from another site', () => {
  const cases: [string, Record<string, string | null>, number][] = [
    ['of the same origin is answered', { 'sec-fetch-site': 'same-origin' }, 200],
    ['of no page at all is answered', { 'sec-fetch-site': 'none' }, 200],
    ['of another site is refused', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    [
      'of another site is refused even where its origin is listed',
      { 'sec-fetch-site': 'cross-site', origin: ORIGIN },
      403,
    ],
    ['of a sister domain is refused', { 'sec-fetch-site': 'same-site', origin: 'https://blog.bank.example' }, 403],
    ['of a sister domain without an origin is refused', { 'sec-fetch-site': 'same-site' }, 403],
    [
      'of a listed sister domain is answered',
      { 'sec-fetch-site': 'same-site', origin: 'https://app.bank.example' },
      200,
    ],
    ['says something unknown, and is refused', { 'sec-fetch-site': 'future-site' }, 403],
    ['of an older browser is refused by its origin', { 'sec-fetch-site': null, origin: 'https://evil.example' }, 403],
    ['of an older browser in a sandbox is refused', { 'sec-fetch-site': null, origin: 'null' }, 403],
    ['of an older browser on our own page is answered', { 'sec-fetch-site': null, origin: ORIGIN }, 200],
    ['of no browser is answered', { 'sec-fetch-site': null }, 200],
  ];
  for (const [what, headers, status] of cases) {
    test(what, async () => {
      const { app, client } = signedIn({ origin: [ORIGIN, 'https://app.bank.example'] });
      const request = client.request('/verify', { body: START });
      for (const [name, value] of Object.entries(headers)) {
        if (value === null) request.headers.delete(name);
        else request.headers.set(name, value);
      }
      const response = await app.kit.handle(request);
      assert.equal(response.status, status);
      if (status === 403) assert.deepEqual((await refusal(response))[1], 'origin_invalid');
    });
  }

  test('learns nothing about the session either', async () => {
    const { handle } = signedIn();
    const response = await handle('/session', { method: 'GET', headers: { 'sec-fetch-site': 'cross-site' } });
    assert.equal(response.status, 403);
  });
});

describe('the body', () => {
  test('must be declared as JSON', async () => {
    const { handle } = signedIn();
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/jsonp',
    ]) {
      const response = await handle('/verify', { body: START, headers: { 'content-type': type } });
      assert.deepEqual(await refusal(response), [415, 'unsupported_media_type', undefined]);
    }
    const { client, app } = signedIn();
    const request = client.request('/verify', { body: START });
    request.headers.delete('content-type');
    assert.equal((await app.kit.handle(request)).status, 415);
  });

  test('may be declared with parameters and in capitals', async () => {
    const { handle } = signedIn();
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    assert.equal((await handle('/verify', { body: START, headers })).status, 200);
  });

  test('must be JSON, in UTF-8, and an object', async () => {
    const { handle } = signedIn();
    for (const body of ['', '{', 'level=first_factor', 'null', '[]', '"first_factor"', new Uint8Array([0xff, 0xfe])]) {
      assert.deepEqual(await refusal(await handle('/verify', { body })), [400, 'request_body_invalid', undefined]);
    }
  });

  test('must not be larger than 16 KiB', async () => {
    const { handle } = signedIn();
    const padded = (size: number) => START.replace('}', `${' '.repeat(size - START.length)}}`);
    assert.equal((await handle('/verify', { body: padded(16 * 1024) })).status, 200);
    const response = await handle('/verify', { body: padded(16 * 1024 + 1) });
    assert.deepEqual(await refusal(response), [413, 'request_too_large', undefined]);
  });

  test('must not be larger than it says, and is not read further than needed', async () => {
    const { app, client } = signedIn();
    const seen = { pulled: 0, cancelled: false };
    const body = new ReadableStream({
      pull(controller) {
        seen.pulled += 1;
        controller.enqueue(new Uint8Array(1024));
      },
      cancel() {
        seen.cancelled = true;
      },
    });
    const init: RequestInit & { duplex: 'half' } = { body, duplex: 'half', headers: { 'content-length': '10' } };
    const response = await app.kit.handle(client.request('/verify', init));
    assert.deepEqual(await refusal(response), [413, 'request_too_large', undefined]);
    assert.ok(seen.cancelled && seen.pulled < 20);
  });

  test('names the parameter that is missing or malformed', async () => {
    const { handle } = signedIn();
    await handle('/verify', { body: START });
    const cases: [string, unknown, string, string][] = [
      ['/verify', {}, 'form_param_missing', 'level'],
      ['/verify', { level: 'third_factor' }, 'form_param_format_invalid', 'level'],
      ['/verify/attempt_first_factor', {}, 'form_param_missing', 'strategy'],
      ['/verify/attempt_first_factor', { strategy: 'guess' }, 'form_param_format_invalid', 'strategy'],
      ['/verify/attempt_first_factor', { strategy: 'totp', code: '1' }, 'strategy_for_user_invalid', 'strategy'],
      ['/verify/attempt_first_factor', { strategy: 'password' }, 'form_param_missing', 'password'],
      ['/verify/attempt_first_factor', { strategy: 'password', password: '' }, 'form_param_missing', 'password'],
      ['/verify/attempt_first_factor', { strategy: 'password', password: 1 }, 'form_param_format_invalid', 'password'],
      [
        '/verify/attempt_first_factor',
        { strategy: 'password', password: 'x'.repeat(4097) },
        'form_param_format_invalid',
        'password',
      ],
      ['/verify/attempt_first_factor', { strategy: 'email_code' }, 'form_param_missing', 'code'],
      ['/verify/attempt_first_factor', { strategy: 'email_code', code: ['1'] }, 'form_param_format_invalid', 'code'],
      ['/verify/attempt_first_factor', { strategy: 'passkey' }, 'form_param_missing', 'public_key_credential'],
      ['/verify/attempt_second_factor', { strategy: 'backup_code' }, 'form_param_missing', 'code'],
      ['/verify/prepare_first_factor', { strategy: 'email_code' }, 'form_param_missing', 'email_address_id'],
      ['/verify/prepare_first_factor', { strategy: 'phone_code' }, 'form_param_missing', 'phone_number_id'],
      ['/verify/prepare_first_factor', { strategy: 'password' }, 'strategy_for_user_invalid', 'strategy'],
      ['/verify/prepare_second_factor', { strategy: 'email_code' }, 'strategy_for_user_invalid', 'strategy'],
    ];
    for (const [path, body, code, param] of cases) {
      const response = await handle(path, { body: JSON.stringify(body) });
      assert.deepEqual(await refusal(response), [400, code, param], JSON.stringify(body).slice(0, 80));
    }
  });

  test('that was read before it came here is the application’s mistake', async () => {
    const { app, client } = signedIn();
    const request = client.request('/verify', { body: START });
    await request.text();
    assert.deepEqual(await refusal(await app.kit.handle(request)), [500, 'internal_error', undefined]);
    assert.match(String(app.errors[0]), /body was read already/);
  });
});

describe('the session', () => {
  test('of nobody is a 401, before anything is said about the body', async () => {
    const { handle } = signedIn();
    for (const body of [START, '{"level":"nonsense"}']) {
      const response = await handle('/verify', { body, headers: { cookie: 'none' } });
      assert.deepEqual(await refusal(response), [401, 'authentication_invalid', undefined]);
    }
  });

  test('of an account that is gone is a 401', async () => {
    const { app, user, handle } = signedIn();
    app.users.delete(user.id);
    assert.equal((await handle('/verify', { body: START })).status, 401);
    assert.equal((await handle('/session', { method: 'GET' })).status, 401);
  });

  test('tells its ages in whole minutes', async () => {
    const { app, client, handle } = signedIn();
    await client.start();
    await client.password();
    app.pass({ minutes: 12, seconds: 59 });
    const response = await handle('/session', { method: 'GET' });
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.deepEqual(await response.json(), {
      response: { id: client.sessionId, factor_verification_age: [12, -1], public_user_data: {} },
    });
  });

  for (const session of [{ id: '', userId: 'u' }, { id: 'a' }, { id: 1, userId: 'u' }]) {
    test(`without a proper id is the application’s mistake: ${JSON.stringify(session)}`, async () => {
      const { app, handle } = signedIn({ sessions: { get: () => session as { id: string; userId: string } } });
      assert.equal((await handle('/verify', { body: START })).status, 500);
      assert.match(String(app.errors[0]), /sessions.get: expected .* non-empty string/);
    });
  }
});

describe('what the application throws', () => {
  const failure = new Error('password for the database is hunter2');
  const breakages: [string, Partial<ReverificationOptions>][] = [
    ['sessions.get', { sessions: { get: () => Promise.reject(failure) } }],
    [
      'accounts.get',
      {
        accounts: {
          get: () => {
            throw failure;
          },
        },
      },
    ],
  ];
  for (const [where, overrides] of breakages) {
    test(`in ${where} is a 500 without a detail, and goes to onError`, async () => {
      const { app, handle } = signedIn(overrides);
      const response = await handle('/verify', { body: START });
      assert.doesNotMatch(await response.clone().text(), /hunter2|stack|at /);
      assert.deepEqual(await refusal(response), [500, 'internal_error', undefined]);
      assert.deepEqual(app.errors, [failure]);
    });
  }

  test('in onEvent changes no answer, and goes to onError', async () => {
    const { app, handle } = signedIn({ onEvent: () => Promise.reject(failure) });
    assert.equal((await handle('/verify', { body: START })).status, 200);
    assert.deepEqual(app.errors, [failure]);
  });

  test('in onError, or where there is none, is written to the console', async (t) => {
    const log = t.mock.method(console, 'error', () => {});
    const request = new Request(`${ORIGIN}/reverification/session`);
    const options: ReverificationOptions = {
      sessions: { get: () => Promise.reject(failure) },
      accounts: { get: () => undefined },
      secret: 'a secret of the tests, longer than 32 bytes',
      origin: ORIGIN,
    };
    const silent = createReverification(options);
    const broken = createReverification({ ...options, onError: () => assert.fail('no space left') });
    for (const kit of [silent, broken]) assert.equal((await kit.handle(request)).status, 500);
    assert.equal(log.mock.callCount(), 2);
    assert.equal(log.mock.calls[0]?.arguments[1], failure);
  });
});

describe('an option that is wrong is named at once', () => {
  // As from an environment variable that nobody set.
  const notSet = JSON.parse('{}') as { secret: string; origin: string };
  const wrongs: [Partial<ReverificationOptions>, RegExp][] = [
    [{ secret: 'short' }, /secret: expected at least 32 random bytes, got 5/],
    [{ secret: [] }, /secret: expected at least one/],
    [{ secret: notSet.secret }, /^secret: expected at least one$/],
    [{ origin: notSet.origin }, /^origin: expected at least one$/],
    [{ origin: [] }, /origin: expected at least one/],
    [{ origin: 'https://bank.example/' }, /expected an origin such as https:\/\/bank.example, got/],
    [{ origin: 'bank.example' }, /origin: expected an origin such as/],
    [{ endpoint: 'reverification' }, /endpoint: expected a path that starts with \//],
    [{ limits: { attempts: -1 } }, /limits.attempts/],
    [
      { store: { migrate: () => Promise.resolve(), close: () => Promise.resolve() } },
      /store: expected what createStore/,
    ],
  ];
  for (const [option, message] of wrongs) {
    test(Object.keys(option).join() + ' ' + message.source, () => {
      assert.throws(() => new Application(option), { name: 'TypeError', message });
    });
  }
});
