import { unveiled } from './reverifying-xhr-view.js';

/**
 * An answer's status and headers as the readers of challenges want them. Call it before the answer is veiled.
 *
 * @param body resolves once all of it is there, or with `undefined` where it is not going to be a challenge's.
 */
export function refusalOf(xhr: XMLHttpRequest, body: Promise<BodyInit | undefined>): Response {
  const headers = new Headers();
  for (const [, name = '', value = ''] of xhr.getAllResponseHeaders().matchAll(/^(.+?): (.*)$/gm)) {
    headers.append(name, value.trim());
  }
  const stream = new ReadableStream({
    async pull(controller) {
      controller.enqueue(new Uint8Array(await new Response(await body).arrayBuffer()));
      controller.close();
    },
  });
  return new Response(stream, { status: xhr.status, headers });
}

/** The body of a finished answer, whatever form its caller asked for. */
export function bodyOf(xhr: XMLHttpRequest): BodyInit {
  const response = unveiled(xhr, 'response');
  if (typeof response === 'string' || response instanceof Blob || response instanceof ArrayBuffer) return response;
  return response instanceof Document ? response.documentElement.textContent : JSON.stringify(response);
}
