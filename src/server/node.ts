import type { IncomingMessage, ServerResponse } from 'node:http';
import { requireReverification } from '../protocol/reverification.js';
import type { ReverificationConfig } from '../protocol/reverification.js';
import { refusalResponse } from './api.js';
import { refusal } from './refusals.js';
import type { Reverification } from './reverification.js';

/** Node's request, with what Express and its like add to it. */
export interface NodeRequest extends IncomingMessage {
  /** The whole path, where a router has cut `url`. */
  originalUrl?: string;
  /** What a body parser made of the body, having read it. */
  body?: unknown;
}

export type NodeHandler = (req: NodeRequest, res: ServerResponse) => Promise<void>;
export type NodeMiddleware = (
  req: NodeRequest,
  res: ServerResponse,
  next: (error?: unknown) => unknown,
) => Promise<void>;

/** The verification API for `http.createServer`, or for `app.use('/reverification', …)` of Express, before or after a JSON parser. */
export function toNodeHandler({ handle }: Pick<Reverification, 'handle'>): NodeHandler {
  return async (req, res) => {
    await send(res, isTrace(req) ? notAllowed() : await handle(requestOf(req, bodyOf(req))));
  };
}

/** The one method that a server is handed and no standard request may have (Fetch, "forbidden method"). */
const isTrace = ({ method }: NodeRequest) => method === 'TRACE';

const notAllowed = () => refusalResponse(refusal('method_not_allowed'), { Allow: 'GET, POST' });

/**
 * {@link Reverification.protect} for Express and its like: calls `next` only for a session that satisfies `config`.
 *
 * @throws TypeError at once if `config` is not a valid one.
 */
export function protectMiddleware(
  { protect }: Pick<Reverification, 'protect'>,
  config: ReverificationConfig,
): NodeMiddleware {
  requireReverification(config);
  return async (req, res, next) => {
    const passed = new Response();
    try {
      const response = await protect(config, () => passed)(toRequest(req));
      if (response !== passed) {
        await send(res, response);
        return;
      }
    } catch (error) {
      next(error);
      return;
    }
    next();
  };
}

const nodeRequests = new WeakMap<Request, NodeRequest>();

/** Node's request as the standard one, without its body, which stays unread: for `reverification.auth(toRequest(req))`. */
export const toRequest = (req: NodeRequest): Request => requestOf(req, {});

/** The Node request that a standard one was made of: for `sessions.get` where the session hangs on it (`req.session`). */
export const nodeRequestOf = (request: Request): NodeRequest | undefined => nodeRequests.get(request);

function requestOf(req: NodeRequest, body: RequestInit): Request {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(req.headers)) {
    // HTTP/2's pseudo headers are none.
    if (!name.startsWith(':')) for (const value of [values].flat()) headers.append(name, value);
  }
  const request = new Request(urlOf(req), { method: req.method ?? 'GET', headers, ...body });
  nodeRequests.set(request, req);
  return request;
}

/**
 * Only the path counts: what host a request is for is whatever the client says. Cut by hand, because clients send what is no
 * URL (`//`) or none that a request may have (`http://user:password@host/`), and an error here would be nobody's to catch.
 */
function urlOf({ originalUrl, url = '/' }: NodeRequest): string {
  const path = (originalUrl ?? url).replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  return `http://localhost${path.startsWith('/') ? '' : '/'}${path}`;
}

function bodyOf(req: NodeRequest): RequestInit & { duplex?: 'half' } {
  if (req.method === 'GET' || req.method === 'HEAD') return {};
  const { body } = req;
  if (body === undefined) return { body: streamOf(req), duplex: 'half' };
  if (body instanceof Uint8Array) return { body: new Uint8Array(body) };
  return { body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** Reads only what is asked for, and leaves the connection alone when it stops: the refusal has yet to be sent over it. */
function streamOf(req: NodeRequest): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = req.iterator({ destroyOnReturn: false });
  return new ReadableStream(
    {
      async pull(controller) {
        const next = await chunks.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

async function send(res: ServerResponse, response: Response): Promise<void> {
  res.statusCode = response.status;
  for (const [name, value] of response.headers) res.setHeader(name, value);
  res.end(Buffer.from(await response.arrayBuffer()));
}
