import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { built } from './built.js';

type Handler = (request: Request) => Promise<Response>;

interface Serving {
  readonly origin: string;
  readonly stop: () => Promise<unknown>;
}

interface Runtimes {
  Deno?: {
    serve(
      options: { port: number; hostname: string; onListen: () => void },
      handler: Handler,
    ): { addr: { port: number }; shutdown(): Promise<void> };
  };
  Bun?: {
    serve(options: { port: number; hostname: string; fetch: Handler }): {
      port: number;
      stop(force: boolean): Promise<void>;
    };
  };
}

const { Deno, Bun } = globalThis as Runtimes;
const hostname = '127.0.0.1';
const originAt = (port: number) => `http://${hostname}:${port}`;

/** Serves with what this runtime has for it; in Node, with the adapter for `node:http`. */
export async function serve(handler: Handler): Promise<Serving> {
  if (Deno) {
    const server = Deno.serve({ port: 0, hostname, onListen: () => undefined }, handler);
    return { origin: originAt(server.addr.port), stop: () => server.shutdown() };
  }
  if (Bun) {
    const server = Bun.serve({ port: 0, hostname, fetch: handler });
    return { origin: originAt(server.port), stop: () => server.stop(true) };
  }
  const server = createServer(built.toNodeHandler({ handle: handler }));
  await new Promise<void>((resolve) => server.listen(0, hostname, resolve));
  const stop = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    });
  return { origin: originAt((server.address() as AddressInfo).port), stop };
}
