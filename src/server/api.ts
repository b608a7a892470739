import { serializeApiErrors, VerificationApiError } from '../protocol/api-error.js';
import type { FactorStage } from '../protocol/factors.js';
import { parseAnswer, parsePreparationRequest, parseStartRequest } from '../protocol/requests.js';
import { serializeSessionResponse, serializeVerification } from '../protocol/verification.js';
import type { Context } from './context.js';
import { refusal } from './refusals.js';
import { readJson, requireSameSite } from './request-checks.js';
import { jsonResponse } from './responses.js';
import { sessionInfo, signedInOf } from './signed-in.js';
import type { SignedIn } from './signed-in.js';
import type { Verifications } from './verifications.js';

interface Route {
  method: 'GET' | 'POST';
  /** Answers with JSON. */
  run(signedIn: SignedIn, body: unknown): Promise<unknown>;
}

/** The verification API over HTTP: `docs/api.md`. Never rejects. */
export function createApi(
  context: Context,
  verifications: Verifications,
  endpoint: string,
): (request: Request) => Promise<Response> {
  const routes = routesOf(context, verifications);
  return async (request) => {
    try {
      const route = findRoute(routes, request, endpoint);
      requireSameSite(request, context.origins);
      const body = route.method === 'POST' ? await readJson(request) : undefined;
      const signedIn = await signedInOf(context, request);
      if (!signedIn) throw refusal('authentication_invalid');
      return jsonResponse(await route.run(signedIn, body));
    } catch (error) {
      return errorResponse(context, error);
    }
  };
}

function routesOf(context: Context, verifications: Verifications): ReadonlyMap<string, Route> {
  const post = (run: Route['run']): Route => ({ method: 'POST', run });
  const prepare = (stage: FactorStage) =>
    post(async (signedIn, body) =>
      serializeVerification(await verifications.prepare(signedIn, stage, parsePreparationRequest(body, stage))),
    );
  const attempt = (stage: FactorStage) =>
    post(async (signedIn, body) =>
      serializeVerification(await verifications.attempt(signedIn, stage, parseAnswer(body, stage))),
    );
  const start = post(async (signedIn, body) =>
    serializeVerification(await verifications.start(signedIn, parseStartRequest(body).level)),
  );
  const session: Route = {
    method: 'GET',
    run: async (signedIn) => serializeSessionResponse(await sessionInfo(context, signedIn)),
  };
  return new Map([
    ['/verify', start],
    ['/verify/prepare_first_factor', prepare('first')],
    ['/verify/attempt_first_factor', attempt('first')],
    ['/verify/prepare_second_factor', prepare('second')],
    ['/verify/attempt_second_factor', attempt('second')],
    ['/session', session],
  ]);
}

function findRoute(routes: ReadonlyMap<string, Route>, { url, method }: Request, endpoint: string): Route {
  const { pathname } = new URL(url);
  const path = pathname.startsWith(`${endpoint}/`) ? pathname.slice(endpoint.length).replace(/\/$/, '') : '';
  const route = routes.get(path);
  if (!route) throw refusal('resource_not_found');
  if (route.method !== method) throw new MethodNotAllowed(route.method);
  return route;
}

class MethodNotAllowed extends Error {
  constructor(readonly allowed: string) {
    super();
  }
}

function errorResponse(context: Context, error: unknown): Response {
  if (error instanceof MethodNotAllowed) {
    return refusalResponse(refusal('method_not_allowed'), { Allow: error.allowed });
  }
  if (error instanceof VerificationApiError) return refusalResponse(error);
  context.report(error);
  return refusalResponse(refusal('internal_error'));
}

export function refusalResponse(
  { status, errors, retryAfter }: VerificationApiError,
  headers: HeadersInit = {},
): Response {
  const response = jsonResponse(serializeApiErrors(errors), { status, headers });
  if (retryAfter !== undefined) response.headers.set('Retry-After', String(retryAfter));
  return response;
}
