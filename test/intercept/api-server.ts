import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before } from 'node:test';
import { handleTestApi } from '../harness/test-api.mjs';

/** The refusing API on a port of its own, for the tests of one file. */
export function apiServer(): { readonly origin: string } {
  const handle = (request: IncomingMessage, response: ServerResponse) => void handleTestApi(request, response);
  const server = createServer(handle);
  let origin = '';
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    get origin() {
      return origin;
    },
  };
}
