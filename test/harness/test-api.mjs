// An API that refuses as the query says, remembers what it received, and otherwise echoes it. For tests of interception:
// Koa middleware for the browsers' test server, `handleTestApi` for node:http.
import { createHash } from 'node:crypto';

const PATH = '/test-api/';

/** key → what was received under it, in order. */
const received = new Map();
/** key → a response that waits for `/test-api/finish`. */
const unfinished = new Map();

const clerk = (metadata) =>
  JSON.stringify({ clerk_error: { type: 'forbidden', reason: 'reverification-error', ...metadata } });
const listed = (code) => JSON.stringify({ errors: [{ code: 'other' }, { code }] });
const stepUp = { 'WWW-Authenticate': 'Bearer error="insufficient_user_authentication", max_age="600"' };

/** The forms in which an API says "verify again". */
const refusals = {
  clerk: { type: 'application/json', body: clerk({ metadata: { reverification: 'strict' } }) },
  'clerk-multi': { type: 'application/json', body: clerk({ metadata: { reverification: 'strict_mfa' } }) },
  'clerk-text': { type: 'text/plain', body: clerk({ metadata: { reverification: 'lax' } }) },
  'clerk-html': {
    type: 'text/html',
    body: clerk({ metadata: { reverification: { after_minutes: 10, level: 'second_factor' } } }),
  },
  'clerk-bare': { type: 'application/json', body: clerk() },
  'clerk-bom': { type: 'application/json', body: `\ufeff \n${clerk()}` },
  'clerk-extra': { type: 'application/json', body: `{"ok":false,${clerk().slice(1)}` },
  frontend: { type: 'application/json', body: listed('session_reverification_required') },
  'frontend-old': { type: 'application/json', body: listed('session_step_up_verification_required') },
  'step-up-401': { status: 401, headers: stepUp, type: 'text/plain', body: 'no' },
  'step-up-403': { headers: stepUp, type: 'text/plain', body: 'no' },
  large: { type: 'application/json', body: `${clerk().slice(0, -1)},"padding":"${'x'.repeat(70_000)}"}` },
};

/** @returns {Promise<boolean>} whether the request was one of this API's. */
export async function handleTestApi(request, response) {
  const url = new URL(request.url ?? '/', 'http://test.invalid');
  if (!url.pathname.startsWith(PATH)) return false;
  const action = actions[url.pathname.slice(PATH.length)];
  const query = Object.fromEntries(url.searchParams);
  if (!query.early) closeAfter(request, response);
  if (action) await action({ request, response, query, key: query.key ?? '', url });
  else send(response, { status: 404, body: 'no such action' });
  return true;
}

const actions = {
  /** Refuses the first `refuse` requests with `form`, then answers as `then` says. */
  async echo({ request, response, query, key, url }) {
    const isRefused = countOf(key) < Number(query.refuse ?? 0);
    const record = remember(key, request);
    if (isRefused && query.early) {
      send(response, { status: 403, ...refusals[query.form ?? 'clerk'] });
      // "The rest is not wanted": only HTTP/2 can say so (RFC 9113, 8.1).
      if (query.early === 'reset') response.stream.close();
      record.body = await readBody(request).catch(() => undefined);
      return;
    }
    record.body = await readBody(request).catch(() => undefined);
    if (isRefused) send(response, { status: 403, ...refusals[query.form ?? 'clerk'] });
    else answers[query.then ?? 'echo']({ response, record, url, key });
  },

  received({ response, key }) {
    send(response, { type: 'application/json', body: JSON.stringify(received.get(key) ?? []) });
  },

  /** Sends whoever asks on to `action`, with the same query: with status 307 what they sent goes with them. */
  async redirect({ request, response, query, key, url }) {
    remember(key, request).body = await readBody(request).catch(() => undefined);
    const target = new URL(url);
    target.pathname = PATH + query.action;
    const location = query.origin ? query.origin + target.pathname + target.search : target.pathname + target.search;
    send(response, { status: Number(query.redirect ?? 307), headers: { Location: location } });
  },

  /**
   * Does what it is sent, and sends on to its own address, as pages do after a form (303); the first `refuse` times
   * refuses to show what is there. With `at`, also refuses the request of that number, if it is not to be shown.
   */
  async form({ request, response, query, key, url }) {
    const isAt = countOf(key) + 1 === Number(query.at);
    const record = remember(key, request);
    record.body = await readBody(request).catch(() => undefined);
    const shown = received.get(key).filter(({ method }) => method === 'GET').length;
    const isRead = request.method === 'GET';
    if (isRead ? shown <= Number(query.refuse ?? 1) : isAt) send(response, { status: 403, ...refusals.clerk });
    else if (isRead) answers.echo({ response, record });
    else send(response, { status: 303, headers: { Location: url.pathname + url.search } });
  },

  /**
   * One address for many: does what is sent as `redirected`, and sends on to its own address (303), where it refuses to show
   * what is there: with `slow`, the rest of that refusal comes with `finish`. All else it refuses once.
   */
  async shared({ request, response, query, key, url }) {
    const record = remember(key, request);
    record.body = await readBody(request).catch(() => undefined);
    const { text } = record.body ?? {};
    const isKnown = received.get(key).some((other) => other !== record && other.body?.text === text);
    if (text === 'redirected') send(response, { status: 303, headers: { Location: url.pathname + url.search } });
    else if (request.method === 'GET' && query.slow) startSlowly(response, query, key);
    else if (request.method === 'GET' || !isKnown) send(response, { status: 403, ...refusals.clerk });
    else answers.echo({ response, record });
  },

  /** Answers exactly what the query says; without `body`, nothing. */
  respond({ request, response, query, key }) {
    remember(key, request);
    send(response, { status: Number(query.status), type: query.type, body: query.body });
  },

  /** A refusal, also only the first `refuse`, whose beginning is sent at once, and whose rest comes with `finish`. */
  slow({ request, response, query, key }) {
    const isRefused = countOf(key) < Number(query.refuse ?? Infinity);
    const record = remember(key, request);
    if (isRefused) startSlowly(response, query, key);
    else answers.echo({ response, record });
  },

  finish({ response, query, key }) {
    unfinished.get(key)?.end(query.body ?? clerk().slice(20));
    unfinished.delete(key);
    send(response, { status: 204 });
  },

  /** A refusal that declares, and has, `bytes` bytes. */
  sized({ response, query }) {
    const body = 'x'.repeat(Number(query.bytes));
    response.writeHead(403, { 'Content-Type': 'application/json', 'Content-Length': body.length });
    response.end(body);
  },
};

const answers = {
  echo: ({ response, record }) => send(response, { type: 'application/json', body: JSON.stringify(record) }),
  empty: ({ response }) => send(response, { status: 204 }),
  redirect: ({ response, url }) => {
    const target = new URL(url);
    target.searchParams.delete('then');
    response.writeHead(307, { Location: target.pathname + target.search }).end();
  },
  other: ({ response }) => send(response, { status: 403, type: 'application/json', body: '{"error":"not yours"}' }),
  /** No answer at all. */
  breaks: ({ response }) => response.destroy(),
  /** A response whose beginning is sent at once, and whose rest comes with `finish`. */
  unfinished: ({ response, key }) => {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' });
    response.write('begun, ');
    unfinished.set(key, response);
  },
  stream: ({ response }) => {
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    response.write('one ');
    response.write('two ');
    response.end('three');
  },
};

/**
 * Where Firefox lost a connection that it had used before, it sends again by itself, over another one: of a file or a form
 * now and then the head alone, so that there is never an answer, under bare `fetch` too. Who is refused early still sends.
 */
function closeAfter({ headers, httpVersionMajor }, response) {
  const isFirefox = /firefox/i.test(headers['user-agent'] ?? '');
  if (isFirefox && httpVersionMajor === 1) response.setHeader('Connection', 'close');
}

function startSlowly(response, query, key) {
  response.writeHead(403, { ...refusals[query.form]?.headers, 'Content-Type': query.type ?? 'application/json' });
  response.write(query.bytes ? 'x'.repeat(Number(query.bytes)) : (query.start ?? clerk().slice(0, 20)));
  unfinished.set(key, response);
}

const countOf = (key) => received.get(key)?.length ?? 0;

function remember(key, { method, url, headers }) {
  const record = { method, url, headers, body: undefined };
  received.set(key, [...(received.get(key) ?? []), record]);
  return record;
}

/** A body's size and hash; of a form, what is in it, since each sending has a boundary of its own. */
async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const named = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1];
  const boundary = boundaryOf(bytes.toString('latin1')) ?? named;
  const text = boundary ? bytes.toString('latin1').replaceAll(boundary, 'boundary') : undefined;
  return {
    length: text?.length ?? bytes.length,
    sha256: createHash('sha256')
      .update(text ?? bytes)
      .digest('hex'),
    boundary,
    hasOwnBoundary: named === undefined || bytes.includes(named),
    text: bytes.length < 1000 ? bytes.toString() : undefined,
  };
}

/** A form's own, whatever its type says: an init may take that away, and Node makes another after a redirect. */
const boundaryOf = (text) => /^--(\S+?)(?:--\r\n$|\r\nContent-Disposition: form-data)/.exec(text)?.[1];

function send(response, { status = 200, type, body, headers = {} }) {
  response.writeHead(status, { 'Cache-Control': 'no-store', ...(type && { 'Content-Type': type }), ...headers });
  response.end(body);
}

/** @type {import('koa').Middleware} */
async function testApi(ctx, next) {
  if (!ctx.path.startsWith(PATH)) return next();
  ctx.respond = false;
  // Not 404, which the test runner would report where a request gets no answer.
  ctx.status = 200;
  await handleTestApi(ctx.req, ctx.res);
}

export default [testApi];
