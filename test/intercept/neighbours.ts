import { expect } from '@open-wc/testing';
import type { PageInterception } from '../../src/intercept/intercept-page.js';
import { Asked, disposeAll, endpoint, ended, install } from './page-api.js';

async function viaXhr(url: string): Promise<number> {
  const xhr = new XMLHttpRequest();
  const end = ended(xhr);
  xhr.open('POST', url);
  xhr.setRequestHeader('X-Test', 'yes');
  xhr.send('amount=1');
  await end;
  return xhr.status;
}

async function viaFetch(url: string): Promise<number> {
  const init = { method: 'POST', body: 'amount=1', headers: { 'X-Test': 'yes' } };
  return (await fetch(url, init)).status;
}

/** Both ways to send, each resolving to a status. */
export const clients = { fetch: viaFetch, XMLHttpRequest: viaXhr };

export type Client = keyof typeof clients;

interface Neighbour {
  /** Whether it replaced the functions before interception did. */
  readonly order: 'before' | 'after';
  /** What it saw of a request since it was last asked, if that can be told. */
  readonly seen?: (client: Client) => Promise<number[]> | number[];
  /** What it must have seen of a request that was refused once, and then answered. */
  readonly expected?: Partial<Record<Client, number[]>>;
  /** Runs what sends. */
  readonly run?: (this: void, send: () => Promise<number>) => Promise<number>;
}

const replaced = (): unknown[] => [
  Reflect.get(window, 'fetch'),
  ...['open', 'send'].map((name): unknown => Reflect.get(XMLHttpRequest.prototype, name)),
];

/**
 * Tests that page-wide interception and a library that replaces the same functions both work: that interception is
 * installed, if `order` is `after`, before the library is, is up to the caller.
 *
 * @param earlier the one that is installed, where it was installed before.
 */
export function worksBeside(
  name: string,
  { order, seen, expected = {}, run = (send) => send() }: Neighbour,
  earlier?: { asked: Asked; interception: PageInterception },
): void {
  describe(`page-wide interception beside ${name}, which was there ${order}`, () => {
    let asked: Asked;
    let interception: PageInterception;
    const untouched = replaced();

    before(() => {
      if (earlier) ({ asked, interception } = earlier);
      else interception = install((asked = new Asked('verify')));
    });
    after(disposeAll);

    for (const client of Object.keys(clients) as Client[]) {
      const send = (url: string) => run(() => clients[client](url));

      it(`sends a refused ${client} again, as it was`, async () => {
        await seen?.(client);
        const api = endpoint({ refuse: '1' });
        const count = asked.count;
        expect(await send(api.url)).to.equal(200);
        if (expected[client]) expect(await seen?.(client)).to.deep.equal(expected[client]);
        expect(asked.count).to.equal(count + 1);
        const received = (await api.received()).filter(({ method }) => method === 'POST');
        expect(received.map(({ headers, body }) => [headers['x-test'], body])).to.deep.equal([
          ['yes', 'amount=1'],
          ['yes', 'amount=1'],
        ]);
      });

      it(`sends a ${client} that is not refused once`, async () => {
        const api = endpoint();
        expect(await send(api.url)).to.equal(200);
        expect(await api.received()).to.have.length(1);
      });
    }

    it('asks nobody any more once it is disposed of', async () => {
      interception.dispose();
      const count = asked.count;
      for (const send of Object.values(clients)) expect(await send(endpoint({ refuse: '1' }).url)).to.equal(403);
      expect(asked.count).to.equal(count);
      if (order === 'before') expect(replaced()).to.deep.equal(untouched);
    });

    it('comes back above it, and hands out the refusal when the user cancels', async () => {
      const cancelling = new Asked('cancel');
      const again = install(cancelling);
      for (const send of Object.values(clients)) expect(await send(endpoint({ refuse: '1' }).url)).to.equal(403);
      expect(cancelling.count).to.equal(2);
      again.dispose();
    });
  });
}
