import { once } from 'node:events';
import type { Server } from 'node:http';

const ATTEMPTS = 20;

/** Listens on `port`, or on the next free one after it; 0 takes any. Resolves with the port it got. */
export async function listenOnFreePort(server: Server, port: number, host: string): Promise<number> {
  for (let candidate = port; ; candidate++) {
    server.listen(candidate, host);
    try {
      await once(server, 'listening');
      break;
    } catch (error) {
      if (!isTaken(error) || candidate === port + ATTEMPTS) throw error;
    }
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
}

const isTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
