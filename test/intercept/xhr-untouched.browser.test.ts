import { expect } from '@open-wc/testing';
import { Asked, disposeAll, endpoint, ended, eventLog, install } from './page-api.js';

afterEach(disposeAll);

interface Kind {
  query?: Record<string, string>;
  url?: string;
  method?: string;
  send?: (xhr: XMLHttpRequest) => void;
  /** Where engines differ from one run to the next in how many there are. */
  ignoring?: string;
}

const unrefused: Record<string, Kind> = {
  'a GET': { method: 'GET' },
  'a POST with a body': { send: (xhr) => xhr.send('amount=1') },
  'an upload of a Blob': { send: (xhr) => xhr.send(new Blob(['x'.repeat(1000)])) },
  'a long upload': { send: (xhr) => xhr.send('x'.repeat(3_000_000)), ignoring: 'upload.progress' },
  'a long answer': { query: { size: '500000' }, ignoring: 'progress' },
  'a 204': { query: { status: '204' } },
  'a 404': { query: { status: '404' } },
  'a redirect': { query: { redirect: '/page-api/transfer?size=9' }, method: 'GET' },
  'a timeout': {
    query: { slow: '2000' },
    send(xhr) {
      xhr.timeout = 50;
      xhr.send();
    },
  },
  'an address that cannot be reached': { url: 'http://localhost:1/', send: (xhr) => xhr.send('body') },
  JSON: {
    send(xhr) {
      xhr.responseType = 'json';
      xhr.send();
    },
  },
  'a Blob': {
    send(xhr) {
      xhr.responseType = 'blob';
      xhr.send();
    },
  },
  'an abort at the head of the answer': {
    query: { size: '500000' },
    send(xhr) {
      xhr.addEventListener('readystatechange', () => xhr.readyState === 2 && xhr.abort());
      xhr.send();
    },
  },
  'an abort right after sending': {
    send(xhr) {
      xhr.send('body');
      xhr.abort();
    },
  },
};

const refusedForGood: Record<string, Kind> = {
  'a 403 that is JSON': { query: { refuse: '1', as: 'plain' } },
  'a 403 that is a page': { query: { refuse: '1', as: 'page' } },
  'a 403 that is a page, as a document': {
    query: { refuse: '1', as: 'page' },
    send(xhr) {
      xhr.responseType = 'document';
      xhr.send();
    },
  },
  'a 403 that is JSON, as a document': {
    query: { refuse: '1', as: 'plain' },
    send(xhr) {
      xhr.responseType = 'document';
      xhr.send();
    },
  },
  'a 403 that is JSON, as a Blob': {
    query: { refuse: '1', as: 'plain' },
    send(xhr) {
      xhr.responseType = 'blob';
      xhr.send();
    },
  },
  'a 401': { query: { refuse: '1', as: 'unauthorized' } },
  'a long 403': { query: { refuse: '1', as: 'large' }, ignoring: 'progress' },
};

async function run({ query, url, method = 'POST', send = (xhr) => xhr.send() }: Kind) {
  const xhr = new XMLHttpRequest();
  const log = eventLog(xhr);
  const end = ended(xhr);
  xhr.open(method, url ?? endpoint(query).url);
  send(xhr);
  await end;
  const { readyState, status, statusText, responseType } = xhr;
  const response: unknown = xhr.response;
  const content: unknown = response instanceof Blob ? await response.text() : response;
  const shown = content instanceof Document ? content.documentElement.outerHTML : content;
  return { log, readyState, status, statusText, responseType, shown, headers: shape(xhr.getAllResponseHeaders()) };
}

const shape = (headers: string) => headers.replace(/^date:.*$/m, '').trim();

async function compare(kind: Kind): Promise<void> {
  const asked = new Asked('verify');
  install(asked);
  const ours = await run(kind);
  disposeAll();
  const bare = await run(kind);
  for (const { log } of [ours, bare]) thin(log, kind.ignoring);
  expect(ours).to.deep.equal(bare);
  expect(asked.count).to.equal(0);
}

/** Removes what comes a different number of times in each run, and the states that repeat with it. */
function thin(log: string[], ignoring: string | undefined): void {
  if (!ignoring) return;
  const kept = log.filter((line) => !line.includes(ignoring));
  log.splice(0, log.length, ...kept.filter((line, index) => line !== kept[index - 1]));
}

describe('an XMLHttpRequest that is not refused is the same with interception as without', () => {
  for (const [name, kind] of Object.entries(unrefused)) it(name, () => compare(kind));
});

describe('an XMLHttpRequest whose upload is listened to when it is under way', () => {
  async function lateEvents(): Promise<string[]> {
    const xhr = new XMLHttpRequest();
    const end = ended(xhr);
    const types = new Set<string>();
    xhr.open('POST', endpoint().url);
    xhr.send('x'.repeat(1000));
    // Without 'progress', which Firefox tells by a timer of 50 ms, if the answer takes that long.
    for (const type of ['loadstart', 'load', 'loadend']) {
      xhr.upload.addEventListener(type, () => types.add(type));
    }
    await end;
    return [...types];
  }

  it('tells as much of it as without interception', async () => {
    const interception = install(new Asked());
    const ours = await lateEvents();
    interception.dispose();
    expect(ours).to.deep.equal(await lateEvents());
  });
});

describe('an XMLHttpRequest that is refused without a challenge reaches its caller whole and in order', () => {
  for (const [name, kind] of Object.entries(refusedForGood)) it(name, () => compare(kind));

  for (const type of ['text/event-stream', 'text/plain']) {
    it(`although its body never ends: ${type}`, async () => {
      const asked = new Asked('verify');
      install(asked);
      const xhr = new XMLHttpRequest();
      const states: number[] = [];
      const loading = new Promise<void>((resolve) => {
        xhr.onreadystatechange = () => {
          states.push(xhr.readyState);
          if (xhr.readyState === 3) resolve();
        };
      });
      // Engines keep a short beginning of plain text to themselves, to guess what it is.
      xhr.open('GET', endpoint({ refuse: '1', as: 'plain', type, endless: `{${' '.repeat(2000)}` }).url);
      xhr.send();
      await loading;
      expect([...new Set(states)]).to.deep.equal([1, 2, 3]);
      expect(xhr.status).to.equal(403);
      xhr.abort();
      expect(asked.count).to.equal(0);
    });
  }
});

describe('a synchronous XMLHttpRequest', () => {
  it('is left alone', () => {
    const asked = new Asked('verify');
    install(asked);
    const xhr = new XMLHttpRequest();
    xhr.open('POST', endpoint({ refuse: '1' }).url, false);
    xhr.send();
    expect(xhr.status).to.equal(403);
    expect(asked.count).to.equal(0);
  });
});

describe('XMLHttpRequest', () => {
  it('looks the same while it is intercepted', () => {
    const describe = () =>
      [XMLHttpRequest.prototype, XMLHttpRequestEventTarget.prototype].map((owner) =>
        Object.entries(Object.getOwnPropertyDescriptors(owner))
          .filter(([name]) => name !== 'addEventListener')
          .map(([name, descriptor]) => {
            const value: unknown = descriptor.value;
            const shown = typeof value === 'function' ? [value.name, value.length] : value;
            return [name, descriptor.set?.name, descriptor.set?.length, descriptor.enumerable, shown];
          }),
      );
    const bare = describe();
    const constructor = XMLHttpRequest;
    install(new Asked());
    expect(describe()).to.deep.equal(bare);
    expect(XMLHttpRequest).to.equal(constructor);
    expect(XMLHttpRequest.DONE).to.equal(4);
  });
});
