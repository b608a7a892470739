import assert from 'node:assert/strict';
import { createServer, IncomingMessage } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { connect, Socket } from 'node:net';
import { after, afterEach, describe, test } from 'node:test';
import { nodeRequestOf, protectMiddleware, toNodeHandler, toRequest } from '../../src/server.js';
import type { NodeRequest } from '../../src/server.js';
import { Application, closeTestStore } from './application.js';

after(closeTestStore);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}`;
}

function signedIn() {
  const app = new Application();
  const user = app.addUser();
  const headers = { cookie: `${user.id}/${user.sessionId}`, 'content-type': 'application/json' };
  const post = (url: string, body: BodyInit, init: RequestInit = {}) =>
    fetch(url, { method: 'POST', headers, body, ...init });
  return { app, user, client: app.as(user), headers, post };
}

const START = JSON.stringify({ level: 'first_factor' });

async function read(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) text += String(chunk);
  return text;
}

describe('the API on Node’s own server', () => {
  test('answers a whole verification', async () => {
    const { app, headers, post } = signedIn();
    const url = `${await listen(toNodeHandler(app.kit))}/reverification`;
    assert.equal((await post(`${url}/verify`, START)).status, 200);
    const answer = JSON.stringify({ strategy: 'password', password: 'correct horse' });
    const verified = await post(`${url}/verify/attempt_first_factor`, answer);
    assert.equal(verified.headers.get('cache-control'), 'no-store');
    assert.match(await verified.text(), /"status":"complete"/);
    const session = await fetch(`${url}/session`, { headers });
    assert.match(await session.text(), /"factor_verification_age":\[0,-1\]/);
    assert.equal((await fetch(`${url}/session`)).status, 401);
  });

  test('refuses a large body with an answer, not with a broken connection', async () => {
    const { app, post } = signedIn();
    const url = await listen(toNodeHandler(app.kit));
    const response = await post(`${url}/reverification/verify`, ' '.repeat(200_000));
    assert.equal(response.status, 413);
  });

  test('refuses a large body that announces no length', async () => {
    const { app, user } = signedIn();
    const { port } = new URL(await listen(toNodeHandler(app.kit)));
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /reverification/verify HTTP/1.1\r\nHost: bank.example\r\nCookie: ${user.id}/${user.sessionId}\r\n` +
        'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    // The body never ends: the answer must not wait for it.
    for (let sent = 0; sent < 20; sent++) socket.write(`400\r\n${' '.repeat(1024)}\r\n`);
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    socket.destroy();
    assert.match(answer, /^HTTP\/1.1 413 /);
  });

  test('survives a client that goes away in the middle of its body', async () => {
    const { app, user } = signedIn();
    const handler = toNodeHandler(app.kit);
    let handled: Promise<void> | undefined;
    const { port } = new URL(
      await listen((req, res) => {
        handled = handler(req, res);
      }),
    );
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /reverification/verify HTTP/1.1\r\nHost: bank.example\r\nCookie: ${user.id}/${user.sessionId}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
      () => setImmediate(() => socket.destroy()),
    );
    await new Promise((resolve) => servers.at(-1)?.once('request', resolve));
    await handled;
    assert.deepEqual(app.errors, []);
  });
});

describe('a request that no browser sends', () => {
  /** The status line and the body of what a server answers to this request line. */
  async function answerTo(requestLine: string, listener: RequestListener): Promise<string> {
    const { port } = new URL(await listen(listener));
    const socket = connect(Number(port), '127.0.0.1');
    socket.end(`${requestLine} HTTP/1.1\r\nHost: bank.example\r\nConnection: close\r\n\r\n`);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    return answer;
  }

  const targets = ['//', '///', '//[', 'http://jane:secret@bank.example/', 'http://[/', '*'];

  for (const requestLine of ['TRACE /', ...targets.map((target) => `OPTIONS ${target}`)]) {
    test(`is answered, not an error that ends the process: ${requestLine}`, async () => {
      const { app } = signedIn();
      let handled: Promise<void> | undefined;
      const answer = await answerTo(requestLine, (req, res) => {
        handled = toNodeHandler(app.kit)(req, res).finally(() => res.end());
        handled.catch(() => undefined);
      });
      await handled;
      assert.match(answer, /^HTTP\/1.1 40[45] /);
      assert.deepEqual(app.errors, []);
    });
  }

  test('is asked for its path only, whatever host it names', async () => {
    const paths: string[] = [];
    const kit = {
      handle: ({ url }: Request) => {
        paths.push(url);
        return Promise.resolve(new Response());
      },
    };
    for (const target of ['//evil.example/a', 'http://evil.example/a?b', '/a//b', 'http://evil.example']) {
      await answerTo(`GET ${target}`, (req, res) => void toNodeHandler(kit)(req, res));
    }
    assert.deepEqual(
      paths.map((url) => url.replace('http://localhost', '')),
      ['//evil.example/a', '/a?b', '/a//b', '/'],
    );
  });
});

describe('the API below an Express-style router', () => {
  const routed = (req: NodeRequest) => {
    req.originalUrl = req.url ?? '';
    req.url = (req.url ?? '').replace('/reverification', '');
    return req;
  };

  test('sees the whole path', async () => {
    const { app, post } = signedIn();
    const url = await listen((req, res) => void toNodeHandler(app.kit)(routed(req), res));
    assert.equal((await post(`${url}/reverification/verify`, START)).status, 200);
  });

  test('takes the body that a parser has read', async () => {
    const { app, post } = signedIn();
    for (const parse of [JSON.parse, String, (text: string) => Buffer.from(text)]) {
      const url = await listen((req: NodeRequest, res) => {
        void read(req).then((text) => {
          req.body = parse(text) as unknown;
          return toNodeHandler(app.kit)(routed(req), res);
        });
      });
      assert.equal((await post(`${url}/reverification/verify`, START)).status, 200);
    }
  });
});

describe('protecting an Express-style route', () => {
  test('lets through who is verified, challenges who is not, and sends nobody to sign in', async () => {
    const { app, client, headers, post } = signedIn();
    const protect = protectMiddleware(app.kit, 'strict');
    const url = await listen((req, res) => {
      // The route still finds its body unread.
      void protect(req, res, () => void read(req).then((text) => res.end(`done: ${text}`)));
    });
    assert.equal((await fetch(url, { method: 'POST' })).status, 401);
    const refused = await post(url, 'transfer');
    assert.equal(refused.status, 403);
    assert.match(await refused.text(), /"reverification":"strict"/);
    await client.start();
    await client.password();
    const done = await fetch(url, { method: 'POST', headers, body: 'transfer' });
    assert.equal(await done.text(), 'done: transfer');
  });

  test('hands an error of the application to the framework, once', async () => {
    const failure = new Error('no database');
    const app = new Application({ sessions: { get: () => Promise.reject(failure) } });
    const handed: unknown[] = [];
    const url = await listen((req, res) => {
      void protectMiddleware(app.kit, 'strict')(req, res, (error) => {
        handed.push(error);
        res.end();
      });
    });
    await fetch(url);
    assert.deepEqual(handed, [failure]);
  });

  test('refuses a config that is none at once', () => {
    const { app } = signedIn();
    const config = 'strictest' as string;
    assert.throws(() => protectMiddleware(app.kit, config as 'strict'), /expected strict_mfa, strict/);
  });
});

test('a standard request of Node’s leads back to it, and to its session', async () => {
  const seen: unknown[] = [];
  const url = await listen((req: NodeRequest, res) => {
    const request = toRequest(req);
    seen.push(nodeRequestOf(request) === req, request.method, request.headers.get('x-two'), request.body);
    res.end();
  });
  await fetch(`${url}/a`, {
    method: 'PUT',
    body: 'x',
    headers: [
      ['x-two', 'a'],
      ['x-two', 'b'],
    ],
  });
  assert.deepEqual(seen, [true, 'PUT', 'a, b', null]);
  assert.equal(nodeRequestOf(new Request('https://bank.example')), undefined);
});

test('a request that an adapter put together, without raw headers, keeps its headers', () => {
  const req = new IncomingMessage(new Socket());
  req.headers = { cookie: 'a=1; b=2', 'x-list': 'c' };
  assert.deepEqual(Object.fromEntries(toRequest(req).headers), { cookie: 'a=1; b=2', 'x-list': 'c' });
});
