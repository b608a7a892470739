import { createSecureServer } from 'node:http2';
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { certificate } from './certificate.mjs';

type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

/** Over HTTP/2, the only protocol in which browsers send streams, with the certificate of the browsers' test server. */
export async function serveHttp2(handle: Handler): Promise<{ origin: string; close: () => void }> {
  const server = createSecureServer(certificate(), handle);
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => sessions.add(session));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      for (const session of sessions) session.destroy();
      server.close();
    },
  };
}
