import { expect, waitUntil } from '@open-wc/testing';
import { gateOf } from '../../src/intercept/gate.js';
import { Asked, disposeAll, endpoint, ended, eventLog, install } from './page-api.js';

afterEach(disposeAll);

/** Sends what is refused, and waits until the user is asked. */
async function untilAsked(query: Record<string, string> = {}) {
  const asked = new Asked();
  install(asked);
  const api = endpoint({ refuse: '1', ...query });
  const xhr = new XMLHttpRequest();
  const log = eventLog(xhr);
  xhr.open('POST', api.url);
  xhr.send('amount=1');
  await asked.once();
  const before = log.length;
  return { asked, api, xhr, since: () => log.slice(before) };
}

const aborted = ['xhr.readystatechange 4 0', 'xhr.abort 4 0 0/0', 'xhr.loadend 4 0 0/0'];

describe('abort() of an intercepted XMLHttpRequest', () => {
  it('while the user is asked looks as it does while an answer is awaited, and closes the dialog', async () => {
    const { asked, api, xhr, since } = await untilAsked();
    xhr.abort();
    expect(since()).to.deep.equal(aborted);
    expect(xhr.readyState).to.equal(0);
    expect(asked.signal?.aborted).to.equal(true);
    asked.verify();
    await Promise.resolve();
    expect(await api.received()).to.have.length(1);
  });

  it('while the user is asked leaves the others waiting', async () => {
    const { asked, xhr } = await untilAsked();
    const other = new XMLHttpRequest();
    other.open('POST', endpoint({ refuse: '1' }).url);
    other.send();
    const fetched = fetch(endpoint({ refuse: '1' }).url);
    await waitUntil(() => gateOf(asked.reverify).waiting?.size === 3);
    xhr.abort();
    asked.verify();
    await ended(other);
    expect(other.status).to.equal(200);
    expect((await fetched).status).to.equal(200);
  });

  it('while the user is asked about a refusal whose body never ends stops that too', async () => {
    const { xhr, since } = await untilAsked({
      as: 'step-up',
      status: '403',
      type: 'application/json',
      endless: ' '.repeat(2000),
    });
    xhr.abort();
    expect(since()).to.deep.equal(aborted);
    expect(xhr.readyState).to.equal(0);
  });

  it('while the request is sent again is the end of it', async () => {
    const { asked, api, xhr, since } = await untilAsked({ slow: '5000' });
    asked.verify();
    while ((await api.received()).length < 2);
    xhr.abort();
    expect(since()).to.deep.equal(aborted);
    expect(xhr.readyState).to.equal(0);
  });

  it('is heard although interception has been taken back meanwhile, and nothing is sent again', async () => {
    const { asked, api, xhr, since } = await untilAsked();
    disposeAll();
    xhr.abort();
    expect(since()).to.deep.equal(aborted);
    expect([xhr.readyState, asked.signal?.aborted]).to.deep.equal([0, true]);
    asked.verify();
    await new Promise((resolve) => setTimeout(resolve));
    expect(await api.received()).to.have.length(1);
  });

  it('in a listener for a held event ends the held events', async () => {
    const { asked, xhr, since } = await untilAsked();
    xhr.addEventListener('readystatechange', () => xhr.readyState === 2 && xhr.abort());
    const end = ended(xhr);
    asked.cancel();
    await end;
    expect(since()).to.deep.equal(['xhr.readystatechange 2 403', ...aborted]);
    expect(xhr.readyState).to.equal(0);
  });

  it('leaves nothing behind: the object can be used again', async () => {
    const { xhr } = await untilAsked();
    xhr.abort();
    const api = endpoint();
    xhr.open('GET', api.url);
    xhr.send();
    await ended(xhr);
    expect(xhr.status).to.equal(200);
    expect(Object.getOwnPropertyNames(xhr)).to.deep.equal([]);
  });

  it('may be followed by a new request in the listener for it', async () => {
    const { xhr } = await untilAsked();
    xhr.addEventListener('abort', () => {
      xhr.open('GET', endpoint().url);
      xhr.send();
    });
    xhr.abort();
    await ended(xhr);
    expect(xhr.status).to.equal(200);
  });
});

describe('open() of an intercepted XMLHttpRequest', () => {
  it('while the user is asked drops the waiting request without an event', async () => {
    const { asked, api, xhr, since } = await untilAsked();
    const next = endpoint();
    xhr.open('PUT', next.url);
    expect(since()).to.deep.equal([]);
    expect(asked.signal?.aborted).to.equal(true);
    xhr.send('next');
    await ended(xhr);
    expect(xhr.status).to.equal(200);
    expect((await next.received()).map(({ method, body }) => [method, body])).to.deep.equal([['PUT', 'next']]);
    expect(await api.received()).to.have.length(1);
  });

  it('drops the waiting request although interception has been taken back meanwhile', async () => {
    const { asked, api, xhr, since } = await untilAsked();
    disposeAll();
    const next = endpoint();
    xhr.open('PUT', next.url);
    expect(since()).to.deep.equal([]);
    asked.verify();
    xhr.send('next');
    await ended(xhr);
    expect(xhr.status).to.equal(200);
    expect(await next.received()).to.have.length(1);
    expect(await api.received()).to.have.length(1);
  });

  it('after interception has been taken back is no request that we know', async () => {
    const asked = new Asked('verify');
    install(asked);
    const xhr = new XMLHttpRequest();
    xhr.open('POST', endpoint({ slow: '5000' }).url);
    xhr.send('amount=1');
    disposeAll();
    const next = endpoint({ refuse: '1' });
    xhr.open('PUT', next.url);
    xhr.send('next');
    await ended(xhr);
    expect(xhr.status).to.equal(403);
    expect((await next.received()).map(({ method }) => method)).to.deep.equal(['PUT']);
  });

  it('that fails leaves the waiting request as it was', async () => {
    const { asked, xhr } = await untilAsked();
    expect(() => xhr.open('NOT A METHOD', '/')).to.throw(DOMException);
    asked.verify();
    await ended(xhr);
    expect(xhr.status).to.equal(200);
  });

  it('after a refusal that was asked for as a document keeps that type', async () => {
    const asked = new Asked('cancel');
    install(asked);
    const xhr = new XMLHttpRequest();
    xhr.open('GET', endpoint({ refuse: '1' }).url);
    xhr.responseType = 'document';
    xhr.send();
    await ended(xhr);
    expect([xhr.responseType, xhr.response, xhr.responseXML]).to.deep.equal(['document', null, null]);
    xhr.open('GET', endpoint({ type: 'text/html' }).url);
    expect(xhr.responseType).to.equal('document');
    xhr.send();
    await ended(xhr);
    expect(xhr.responseXML?.body.textContent).to.include('final');
  });
});

describe('an intercepted XMLHttpRequest', () => {
  it('has its time limit for each sending, not for the user', async () => {
    const asked = new Asked();
    install(asked);
    const xhr = new XMLHttpRequest();
    xhr.open('POST', endpoint({ refuse: '1' }).url);
    xhr.timeout = 400;
    xhr.send();
    const timedOut = new Promise<void>((resolve) => {
      const other = new XMLHttpRequest();
      other.open('GET', endpoint({ slow: '5000' }).url);
      other.timeout = 500;
      other.ontimeout = () => resolve();
      other.send();
    });
    await asked.once();
    await timedOut;
    asked.verify();
    await ended(xhr);
    expect(xhr.status).to.equal(200);
  });

  it('that runs out of time when it is sent again says so, and is not sent a third time', async () => {
    const asked = new Asked('verify');
    install(asked);
    const api = endpoint({ refuse: '1', slow: '5000' });
    const xhr = new XMLHttpRequest();
    const log = eventLog(xhr);
    xhr.open('POST', api.url);
    xhr.timeout = 300;
    xhr.send();
    await ended(xhr);
    expect(log.at(-2)).to.equal('xhr.timeout 4 0 0/0');
    expect(await api.received()).to.have.length(2);
  });

  it('is replayed without a question if its refusal is out of date', async () => {
    const asked = new Asked();
    install(asked);
    const late = new XMLHttpRequest();
    late.open('POST', endpoint({ refuse: '1', late: '500' }).url);
    late.send();
    const end = ended(late);
    const early = new XMLHttpRequest();
    early.open('POST', endpoint({ refuse: '1' }).url);
    early.send();
    await asked.once();
    asked.verify();
    await ended(early);
    await end;
    expect(late.status).to.equal(200);
    expect(asked.count).to.equal(1);
  });

  it('may lose a handler, or get one, while the user is asked', async () => {
    const { asked, xhr } = await untilAsked();
    const seen: string[] = [];
    xhr.onloadend = () => seen.push('removed');
    xhr.onloadend = null;
    xhr.onload = () => seen.push('load');
    const controller = new AbortController();
    xhr.addEventListener('load', () => seen.push('given up'), { signal: controller.signal });
    controller.abort();
    asked.verify();
    await ended(xhr);
    expect(seen).to.deep.equal(['load']);
  });

  it('can be used again, for a request that is not refused and for one that is', async () => {
    install(new Asked('verify'));
    const xhr = new XMLHttpRequest();
    const statuses: number[] = [];
    for (const query of [{ refuse: '1' }, {}, { refuse: '1' }, { status: '404' }]) {
      xhr.open('POST', endpoint(query).url);
      xhr.send('amount=1');
      await ended(xhr);
      statuses.push(xhr.status);
    }
    expect(statuses).to.deep.equal([200, 200, 200, 404]);
  });

  it('may be opened for its next request in the handler of the last', async () => {
    install(new Asked('verify'));
    const second = endpoint({ refuse: '1' });
    const xhr = new XMLHttpRequest();
    const done = new Promise<number>((resolve) => {
      xhr.onload = () => {
        xhr.onload = () => resolve(xhr.status);
        xhr.open('PUT', second.url);
        xhr.send('second');
      };
    });
    xhr.open('POST', endpoint({ refuse: '1' }).url);
    xhr.send('first');
    expect(await done).to.equal(200);
    expect((await second.received()).map(({ body }) => body)).to.deep.equal(['second', 'second']);
  });

  it('of another window is left alone, and is that window’s if it is asked for', async () => {
    const asked = new Asked('verify');
    install(asked);
    const frame = document.body.appendChild(document.createElement('iframe'));
    const inner = frame.contentWindow;
    if (!inner || !('XMLHttpRequest' in inner)) throw new Error('There is no window');
    const send = async () => {
      const xhr = new (Reflect.get(inner, 'XMLHttpRequest') as typeof XMLHttpRequest)();
      xhr.open('POST', endpoint({ refuse: '1' }, location.origin).url);
      xhr.send();
      await ended(xhr);
      return xhr.status;
    };
    expect(await send()).to.equal(403);
    install(asked, { window: inner as Window & typeof globalThis });
    expect(await send()).to.equal(200);
    frame.remove();
  });

  it('works for subclasses', async () => {
    install(new Asked('verify'));
    class Counting extends XMLHttpRequest {
      sent = 0;
      override send(body?: Document | XMLHttpRequestBodyInit | null): void {
        this.sent++;
        super.send(body);
      }
    }
    const xhr = new Counting();
    xhr.open('POST', endpoint({ refuse: '1' }).url);
    xhr.send();
    await ended(xhr);
    expect(xhr.status).to.equal(200);
    expect(xhr.sent).to.equal(1);
  });
});
