import { FetchInterceptor, XMLHttpRequestInterceptor } from '../clients/bundled/neighbour-interceptors.js';

/** Starts the interceptors that msw has for pages: they look at every request, and here let each pass. */
export function startInterceptors(): () => string[] {
  const seen: string[] = [];
  for (const interceptor of [new FetchInterceptor(), new XMLHttpRequestInterceptor()]) {
    interceptor.apply();
    interceptor.on('request', ({ request }) => void seen.push(request.method));
  }
  return () => seen.splice(0).filter((method) => method === 'POST');
}
