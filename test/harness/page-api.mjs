// An API for the tests of page-wide interception: refuses as it is told by the query, and remembers what it was sent.
import { setTimeout as delay } from 'node:timers/promises';

const PATH = '/page-api/';

/** id → what was received under it, in order. */
const received = new Map();

const challenge = { clerk_error: { type: 'forbidden', reason: 'reverification-error' } };

const stepUp = { 'WWW-Authenticate': 'Bearer error="insufficient_user_authentication", max_age="600"' };

const refusals = {
  challenge: { status: 403, type: 'application/json', body: JSON.stringify(challenge) },
  html: { status: 403, type: 'text/html', body: JSON.stringify(challenge) },
  'step-up': { status: 401, type: 'text/plain', body: 'again', headers: stepUp },
  'step-up-large': { status: 401, type: 'text/plain', body: 'x'.repeat(70_000), headers: stepUp },
  plain: { status: 403, type: 'application/json', body: '{"error":"forbidden"}' },
  page: { status: 403, type: 'text/html', body: '<!doctype html><title>No</title><p>Forbidden' },
  unauthorized: { status: 401, type: 'text/plain', body: 'sign in' },
  large: { status: 403, type: 'text/plain', body: `{${' '.repeat(200_000)}}` },
};

/** @type {import('koa').Middleware} */
async function pageApi(ctx, next) {
  if (!ctx.path.startsWith(PATH)) return next();
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Access-Control-Allow-Origin', ctx.get('Origin') || '*');
  ctx.set('Access-Control-Allow-Credentials', 'true');
  ctx.set('Access-Control-Allow-Headers', 'content-type,x-test');
  if (ctx.method === 'OPTIONS') {
    ctx.status = 204;
    record(ctx, '');
    return undefined;
  }
  const { id = '' } = ctx.query;
  if (ctx.path === `${PATH}received`) {
    ctx.body = received.get(id) ?? [];
    return undefined;
  }
  record(ctx, await bodyOf(ctx.req));
  return answer(ctx);
}

async function answer(ctx) {
  const { id, refuse = '0', as = 'challenge', redirect, slow, endless, late, size, status = '200' } = ctx.query;
  const count = received.get(id).filter(({ method }) => method !== 'OPTIONS').length;
  const isRefused = count <= Number(refuse);
  if (redirect) return ctx.redirect(redirect);
  if (endless !== undefined && isRefused) return endlessly(ctx, refusals[as], endless);
  if (isRefused) {
    if (late) await delay(Number(late));
    const { status, type, body, headers = {} } = refusals[as];
    ctx.status = status;
    ctx.set(headers);
    ctx.set('X-Answer', 'refusal');
    ctx.body = body;
    ctx.type = type;
    return undefined;
  }
  if (slow) await delay(Number(slow));
  ctx.status = Number(status);
  ctx.set('X-Answer', 'final');
  if (ctx.status === 204) return undefined;
  ctx.body = size ? 'x'.repeat(Number(size)) : JSON.stringify({ answer: 'final', count });
  ctx.type = ctx.query.type ?? 'application/json';
  return undefined;
}

/** The head of a refusal, the beginning of its body, and no end. */
function endlessly(ctx, { status, type, headers = {} }, start) {
  ctx.respond = false;
  // At a 401 WebKitGTK waits for the whole body before it tells of the answer.
  ctx.res.writeHead(Number(ctx.query.status ?? status), { ...headers, 'Content-Type': ctx.query.type ?? type });
  ctx.res.write(start);
}

function record(ctx, body) {
  const { id } = ctx.query;
  const entries = received.get(id) ?? [];
  received.set(id, entries);
  entries.push({ method: ctx.method, url: ctx.url, headers: ctx.headers, body });
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

export default pageApi;
