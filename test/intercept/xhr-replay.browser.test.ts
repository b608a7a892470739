import { expect } from '@open-wc/testing';
import { Asked, disposeAll, endpoint, ended, eventLog, install } from './page-api.js';
import { RefusingApi } from './refusing-api.js';

afterEach(disposeAll);

type Send = (xhr: XMLHttpRequest) => void;

/** Sends what is refused once, with the user verifying at once. */
async function sendRefused(send: Send, query: Record<string, string> = {}) {
  const asked = new Asked('verify');
  install(asked);
  const api = endpoint({ refuse: '1', ...query });
  const xhr = new XMLHttpRequest();
  const log = eventLog(xhr);
  xhr.open('POST', api.url);
  send(xhr);
  await ended(xhr);
  const [first, second, ...more] = await api.received();
  expect(asked.count).to.equal(1);
  expect(more).to.deep.equal([]);
  if (!first || !second) throw new Error('Sent only once');
  return { xhr, log, first, second };
}

async function bareLog(send: Send): Promise<string[]> {
  disposeAll();
  const xhr = new XMLHttpRequest();
  const log = eventLog(xhr);
  xhr.open('POST', endpoint().url);
  send(xhr);
  await ended(xhr);
  return log;
}

function formWithFile(): FormData {
  const form = new FormData();
  form.append('amount', '1');
  form.append('file', new File(['contents'], 'a.txt', { type: 'text/plain' }));
  return form;
}

/** WebKit spares progress events that follow upon each other: the last then comes when the state is DONE already. */
const withoutStates = (log: string[]) => log.map((line) => line.replace(/(?<=progress) \d/, ''));

const bodies: Record<string, () => XMLHttpRequestBodyInit | Document | null> = {
  'no body': () => null,
  'a string': () => '{"amount":1}',
  'a Blob': () => new Blob(['blob'], { type: 'image/png' }),
  'an ArrayBuffer': () => new Uint8Array([0, 255, 1]).buffer,
  'a typed array in the middle of its buffer': () => new Uint8Array([9, 0, 255, 9]).subarray(1, 3),
  'a DataView': () => new DataView(new Uint8Array([1, 2, 3]).buffer, 1),
  URLSearchParams: () => new URLSearchParams({ a: 'ä b' }),
  'a form with a file': formWithFile,
  'an HTML document': () => new DOMParser().parseFromString('<p>ä', 'text/html'),
  'an XML document': () => new DOMParser().parseFromString('<a b="ä"/>', 'application/xml'),
};

/** Boundaries of forms differ by right, in Firefox also in length. */
const comparable = ({ method, url, headers, body }: { method: string; url: string; headers: object; body: string }) => {
  const text = JSON.stringify({ method, url, headers, body });
  const boundary = /boundary=([^"]+)/.exec(text)?.[1];
  return boundary ? text.replaceAll(boundary, 'boundary').replace(/"content-length":"\d+"/, '') : text;
};

describe('a refused XMLHttpRequest', () => {
  for (const [name, make] of Object.entries(bodies)) {
    it(`is sent again as it was, with ${name}`, async () => {
      const { first, second } = await sendRefused((xhr) => {
        xhr.setRequestHeader('X-Test', 'one');
        xhr.setRequestHeader('X-Test', 'two');
        xhr.send(make());
      });
      expect(second.headers['x-test']).to.equal('one, two');
      expect(comparable(second)).to.equal(comparable(first));
    });
  }

  it('shows its caller the final answer only, each event once and in order', async () => {
    const send: Send = (xhr) => xhr.send('amount=1');
    const { xhr, log } = await sendRefused(send);
    expect(xhr.status).to.equal(200);
    expect(xhr.responseURL).to.include('/page-api/transfer');
    expect(xhr.getResponseHeader('X-Answer')).to.equal('final');
    expect(xhr.getAllResponseHeaders()).to.include('x-answer: final');
    expect(withoutStates(log)).to.deep.equal(withoutStates(await bareLog(send)));
  });

  it('is sent again with the body that it had, whatever its caller does to it meanwhile', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const form = formWithFile();
    const sentBytes = await sendRefused((xhr) => {
      xhr.send(bytes);
      bytes.fill(0);
    });
    disposeAll();
    const sentForm = await sendRefused((xhr) => {
      xhr.send(form);
      form.set('amount', '1000000');
    });
    expect(sentBytes.second.body).to.equal('\x01\x02\x03');
    expect(sentForm.second.body).not.to.include('1000000');
  });

  it('is sent to the same place although the page has moved on', async () => {
    const asked = new Asked();
    install(asked);
    const before = location.href;
    const id = crypto.randomUUID();
    history.replaceState(null, '', '/page-api/here');
    const xhr = new XMLHttpRequest();
    xhr.open('GET', `transfer?refuse=1&id=${id}`);
    xhr.send();
    await asked.once();
    history.replaceState(null, '', '/elsewhere/');
    asked.verify();
    await ended(xhr);
    history.replaceState(null, '', before);
    expect(xhr.status).to.equal(200);
  });

  const final = '{"answer":"final","count":2}';
  const readers: Partial<Record<XMLHttpRequestResponseType, (xhr: XMLHttpRequest) => unknown>> = {
    '': (xhr) => xhr.response === xhr.responseText && xhr.responseText,
    text: (xhr) => xhr.responseText,
    json: (xhr) => JSON.stringify(xhr.response),
    blob: (xhr) => xhr.response instanceof Blob && xhr.response.text(),
    arraybuffer: (xhr) => xhr.response instanceof ArrayBuffer && new TextDecoder().decode(xhr.response),
  };
  for (const [type, read] of Object.entries(readers)) {
    for (const as of ['challenge', 'html', 'step-up']) {
      it(`is caught with responseType "${type}", refused as ${as}`, async () => {
        const { xhr } = await sendRefused(
          (request) => {
            request.responseType = type as XMLHttpRequestResponseType;
            request.send();
          },
          { as },
        );
        expect(xhr.responseType).to.equal(type);
        expect(await read(xhr)).to.equal(final);
      });
    }
  }

  for (const as of ['challenge', 'html', 'step-up']) {
    it(`is caught with responseType "document", refused as ${as}`, async () => {
      const { xhr } = await sendRefused(
        (request) => {
          request.responseType = 'document';
          request.send();
        },
        { as, type: 'text/html' },
      );
      expect(xhr.responseType).to.equal('document');
      expect(xhr.responseXML?.body.textContent).to.equal(final);
    });
  }

  it('is caught by its header however long its body is', async () => {
    const { xhr } = await sendRefused((request) => request.send('amount=1'), { as: 'step-up-large' });
    expect(xhr.status).to.equal(200);
  });

  for (const bytes of [10, 70_000]) {
    it(`is sent again when its body has ended, which was still open when the user verified, with ${bytes} bytes`, async () => {
      const asked = new Asked('verify');
      install(asked);
      const api = new RefusingApi();
      const xhr = new XMLHttpRequest();
      // Of events, not even a beginning is waited for: only the header can be a challenge.
      xhr.open('POST', api.url('slow', { refuse: 1, form: 'step-up-403', type: 'text/event-stream', bytes }));
      xhr.send();
      await asked.once();
      await fetch(api.url('finish'));
      await ended(xhr);
      expect(xhr.status).to.equal(200);
      expect(await api.received()).to.have.length(2);
    });
  }

  it('keeps credentials, the overridden type and the time limit', async () => {
    const { xhr } = await sendRefused((request) => {
      request.withCredentials = true;
      request.timeout = 5000;
      request.overrideMimeType('text/xml');
      request.send();
    });
    expect(xhr.withCredentials).to.equal(true);
    expect(xhr.timeout).to.equal(5000);
    expect(xhr.responseXML).not.to.equal(undefined);
  });

  it('calls listeners, handlers and objects that handle events, each with the request as its target', async () => {
    const targets: unknown[] = [];
    await sendRefused((xhr) => {
      xhr.onload = function (event) {
        targets.push(this === xhr, event.target === xhr, event.currentTarget === xhr);
      };
      xhr.addEventListener('load', { handleEvent: ({ target }) => targets.push(target === xhr) });
      xhr.addEventListener('load', () => targets.push('once'), { once: true, capture: true });
      xhr.send();
    });
    expect(targets.sort()).to.deep.equal(['once', true, true, true, true]);
  });

  it('shows nothing of the refusal to a caller who looks while the user is asked', async () => {
    const asked = new Asked();
    install(asked);
    const xhr = new XMLHttpRequest();
    xhr.open('POST', endpoint({ refuse: '1' }).url);
    xhr.responseType = 'json';
    xhr.send();
    await asked.once();
    const { readyState, status, statusText, responseURL } = xhr;
    const response: unknown = xhr.response;
    expect({ readyState, status, statusText, responseURL, response }).to.deep.equal({
      readyState: 1,
      status: 0,
      statusText: '',
      responseURL: '',
      response: null,
    });
    expect(xhr.getAllResponseHeaders()).to.equal('');
    expect(xhr.getResponseHeader('X-Answer')).to.equal(null);
    expect(() => xhr.send()).to.throw(DOMException);
    expect(() => xhr.setRequestHeader('X-Test', 'late')).to.throw(DOMException);
    asked.verify();
    await ended(xhr);
    expect(xhr.response).to.deep.equal({ answer: 'final', count: 2 });
    expect(Object.getOwnPropertyNames(xhr)).to.deep.equal([]);
  });

  it('asks again if it is refused again, and no third time', async () => {
    const asked = new Asked('verify');
    install(asked);
    const api = endpoint({ refuse: '9' });
    const xhr = new XMLHttpRequest();
    xhr.open('POST', api.url);
    xhr.send();
    await ended(xhr);
    expect(asked.count).to.equal(2);
    expect(await api.received()).to.have.length(3);
    expect(xhr.status).to.equal(403);
    expect(xhr.responseText).to.include('reverification-error');
  });

  it('waits with all others for one verification', async () => {
    const asked = new Asked();
    install(asked);
    const requests = Array.from({ length: 5 }, () => {
      const xhr = new XMLHttpRequest();
      xhr.open('POST', endpoint({ refuse: '1' }).url);
      xhr.send();
      return { xhr, end: ended(xhr) };
    });
    const fetched = fetch(endpoint({ refuse: '1' }).url);
    await asked.once();
    asked.verify();
    await Promise.all(requests.map(({ end }) => end));
    expect(requests.map(({ xhr }) => xhr.status)).to.deep.equal([200, 200, 200, 200, 200]);
    expect((await fetched).status).to.equal(200);
    expect(asked.count).to.equal(1);
  });

  it('gets fresh headers from prepareReplay', async () => {
    const asked = new Asked('verify');
    install(asked, {
      prepareReplay: (request) => new Request(request, { headers: { 'X-Test': 'fresh' } }),
    });
    const api = endpoint({ refuse: '1' });
    const xhr = new XMLHttpRequest();
    xhr.open('PUT', api.url);
    xhr.setRequestHeader('X-Test', 'stale');
    xhr.send('body');
    await ended(xhr);
    const received = await api.received();
    expect(received.map(({ headers, body }) => [headers['x-test'], body])).to.deep.equal([
      ['stale', 'body'],
      ['fresh', 'body'],
    ]);
  });

  it('is not sent again where `replay` says so', async () => {
    const asked = new Asked('verify');
    install(asked, { replay: ({ method }) => method !== 'DELETE' });
    const api = endpoint({ refuse: '1' });
    const xhr = new XMLHttpRequest();
    xhr.open('DELETE', api.url);
    xhr.send();
    await ended(xhr);
    expect(xhr.status).to.equal(403);
    expect(await api.received()).to.have.length(1);
  });

  it('gets its refusal if the user cancels, whole and in order', async () => {
    const asked = new Asked('cancel');
    install(asked);
    const send: Send = (xhr) => xhr.send('amount=1');
    const run = async () => {
      const xhr = new XMLHttpRequest();
      const log = eventLog(xhr);
      xhr.open('POST', endpoint({ refuse: '1' }).url);
      send(xhr);
      await ended(xhr);
      return { log, text: xhr.responseText, status: xhr.status };
    };
    const cancelled = await run();
    disposeAll();
    expect(cancelled).to.deep.equal(await run());
    expect(asked.count).to.equal(1);
  });

  it('gets its refusal if what the application brings along fails', async () => {
    install(new Asked('verify'), {
      prepareReplay() {
        throw new Error('No token');
      },
    });
    const xhr = new XMLHttpRequest();
    xhr.open('POST', endpoint({ refuse: '1' }).url);
    xhr.send();
    await ended(xhr);
    expect(xhr.status).to.equal(403);
  });
});
