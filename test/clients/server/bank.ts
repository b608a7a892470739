import { reverificationErrorResponse } from '../../../src/server/responses.js';
import { answerGraphql } from './graphql.js';
import { answerPage, refusalPage, turboPage } from './pages.js';
import { sessionOf, signIn } from './sessions.js';
import { answerTrpc } from './trpc.js';
import { answerVerification } from './verification-api.js';

/**
 * A bank that refuses all it is asked under `/api/` until the user has verified again.
 *
 * @param body the request's, one character for each byte.
 * @param closed resolves when the client has had enough.
 */
export async function answer(request: Request, body: string, closed?: Promise<unknown>): Promise<Response> {
  const { pathname, search, searchParams } = new URL(request.url);
  if (pathname === '/clients-api/sign-in') {
    const { id } = signIn(searchParams.get('refusal'));
    return new Response(null, { status: 204, headers: { 'Set-Cookie': `bank=${id}; Path=/; SameSite=Lax` } });
  }
  const session = sessionOf(request);
  if (!session) return new Response('Sign in', { status: 401 });
  if (pathname === '/clients-api/session') return Response.json(session);
  if (pathname === '/clients-api/turbo') return turboPage();
  if (pathname.startsWith('/reverification/')) return answerVerification(pathname, session);

  const { method, headers } = request;
  session.received.push({ method, url: pathname + search, headers: Object.fromEntries(headers), body });
  if (!session.isFresh && session.refusal === 'response') return reverificationErrorResponse('strict');
  if (!session.isFresh && session.refusal === 'page') return refusalPage();
  if (pathname === '/api/graphql') return answerGraphql(request, session);
  if (pathname.startsWith('/api/trpc/')) return answerTrpc(request, session);
  if (pathname === '/api/stuck') return Promise.resolve(closed).then(() => new Response(null, { status: 204 }));
  return answerBanking(pathname, body);
}

function answerBanking(pathname: string, body: string): Response {
  switch (pathname) {
    case '/api/account':
      return Response.json({ balance: 1000 });
    case '/api/transfer':
      return Response.json({ sent: body });
    case '/api/documents':
      return Response.json({ bytes: body.length });
    default:
      return answerPage(pathname, body);
  }
}
