import { methodOf } from './property-override.js';
import { unveiled } from './reverifying-xhr-view.js';

/** An answer's headers by their names. WebKit never forgets `getAllResponseHeaders()`, not even for the next answer. */
class AnswerHeaders extends Headers {
  constructor(private readonly xhr: XMLHttpRequest) {
    super();
  }

  override get(name: string): string | null {
    const value = methodOf(unveiled(this.xhr, 'getResponseHeader'))(this.xhr, [name]);
    return typeof value === 'string' ? value : null;
  }

  override has(name: string): boolean {
    return this.get(name) !== null;
  }
}

/**
 * An answer's status and headers (only by name: they cannot be listed) as the readers of challenges want them.
 *
 * @param body resolves once all of it is there, or with `undefined` where it is not going to be a challenge's.
 */
export function refusalOf(xhr: XMLHttpRequest, body: Promise<BodyInit | undefined>): Response {
  const stream = new ReadableStream({
    async pull(controller) {
      controller.enqueue(new Uint8Array(await new Response(await body).arrayBuffer()));
      controller.close();
    },
  });
  const refusal = new Response(stream, { status: xhr.status });
  return Object.defineProperty(refusal, 'headers', { value: new AnswerHeaders(xhr) });
}

/** The body of a finished answer, whatever form its caller asked for. */
export function bodyOf(xhr: XMLHttpRequest): BodyInit {
  const response = unveiled(xhr, 'response');
  if (typeof response === 'string' || response instanceof Blob || response instanceof ArrayBuffer) return response;
  return response instanceof Document ? response.documentElement.textContent : JSON.stringify(response);
}
