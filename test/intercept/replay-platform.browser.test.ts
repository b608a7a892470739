import { expect } from '@open-wc/testing';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { RefusingApi, alwaysVerified } from './refusing-api.js';

const reverifyingFetch = createReverifyingFetch({}, alwaysVerified);

const failureOf = (sending: Promise<Response>) =>
  sending.then(
    () => undefined,
    (error: unknown) => String(error),
  );

/** What is kept alive counts until the browser has done with it, before the end of what is sent after it. */
const askingMeanwhile = (api: RefusingApi) => {
  const reverify = () => api.received();
  return createReverifyingFetch({ reverify }, reverify);
};

describe('What is sent again', () => {
  const isSent = { omit: false, 'same-origin': true, include: true } as const;
  for (const credentials of ['omit', 'same-origin', 'include'] as const) {
    it(`has the page's cookies as often as the first time (${credentials})`, async () => {
      const name = `matrix-${credentials}`;
      document.cookie = `${name}=1`;
      const api = new RefusingApi();
      await reverifyingFetch(api.refusing(2), { credentials });
      document.cookie = `${name}=; max-age=0`;
      const received = await api.received();
      expect(received.map(({ headers }) => headers['cookie']?.includes(name) ?? false)).to.deep.equal(
        [1, 2, 3].map(() => isSent[credentials]),
      );
    });
  }

  it('is kept alive within the bytes that browsers allow', async () => {
    const send = (fetch: typeof globalThis.fetch, api: RefusingApi, kibibytes: number, refusals: number) =>
      fetch(api.refusing(refusals), { method: 'POST', keepalive: true, body: 'x'.repeat(kibibytes * 1024) });
    const [api, tooLarge] = [new RefusingApi(), new RefusingApi()];
    expect((await send(askingMeanwhile(api), api, 60, 2)).status).to.equal(200);
    const received = await api.received();
    expect(received.map(({ body }) => body?.length)).to.deep.equal([1, 2, 3].map(() => 60 * 1024));
    expect(await failureOf(send(reverifyingFetch, tooLarge, 65, 1))).to.equal(
      await failureOf(send(fetch, new RefusingApi(), 65, 0)),
    );
  });

  it('is held to the integrity that its caller demands', async () => {
    const refusal = await (await fetch(new RefusingApi().refusing())).arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', refusal));
    const ofRefusal = `sha256-${btoa(String.fromCharCode(...hash))}`;
    const api = new RefusingApi();
    expect(await failureOf(reverifyingFetch(api.refusing(), { integrity: ofRefusal }))).to.contain('TypeError');
    expect(await api.received()).to.have.length(2);

    const other = new RefusingApi();
    const ofNothing = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
    expect(await failureOf(reverifyingFetch(other.refusing(), { integrity: ofNothing }))).to.contain('TypeError');
    expect(await other.received()).to.have.length(1);
  });

  it('follows redirects no further than its caller wants', async () => {
    const manual = new RefusingApi();
    const response = await reverifyingFetch(manual.refusing(1, { then: 'redirect' }), { redirect: 'manual' });
    expect(response.type).to.equal('opaqueredirect');
    expect(await manual.received()).to.have.length(2);

    const error = new RefusingApi();
    const call = reverifyingFetch(error.refusing(1, { then: 'redirect' }), { redirect: 'error' });
    expect(await failureOf(call)).to.contain('TypeError');
    expect(await error.received()).to.have.length(2);
  });

  it('is the call itself, where the request that it was redirected to is refused', async () => {
    const api = new RefusingApi();
    const url = api.url('redirect', { action: 'echo', refuse: 2, redirect: 303 });
    await reverifyingFetch(url, { method: 'POST', body: 'text', headers: { 'Idempotency-Key': 'once' } });
    const received = await api.received();
    expect(received.map(({ method, body }) => [method, body?.text])).to.deep.equal([
      ['POST', 'text'],
      ['GET', ''],
      ['POST', 'text'],
      ['GET', ''],
    ]);
  });

  it('has the fields of the form as it was submitted', async () => {
    const form = document.createElement('form');
    form.innerHTML = '<input name="a" value="1"><input name="a" value="ü &quot;2&quot;"><input type="file" name="f">';
    const api = new RefusingApi();
    const body = new FormData(form);
    const reverify = async () => {
      for (const input of form.querySelectorAll('input')) input.remove();
      body.append('late', 'entry');
    };
    await createReverifyingFetch({ reverify }, alwaysVerified)(api.refusing(), { method: 'POST', body });
    const [first, second] = await api.received();
    expect(second?.body?.sha256).to.equal(first?.body?.sha256);
    expect(second?.body?.boundary).not.to.equal(first?.body?.boundary);
    expect(second?.headers['content-type']).to.contain(second?.body?.boundary);
  });
});

describe('What another origin hides', () => {
  const elsewhere = new RefusingApi(location.origin.replace('localhost', '127.0.0.1'));
  for (const mode of ['cors', 'same-origin', 'no-cors'] as const) {
    it(`is no challenge (${mode})`, async () => {
      let asked = 0;
      const fetch = createReverifyingFetch({ reverify: () => Promise.resolve(asked++) }, alwaysVerified);
      const [bare, wrapped] = await Promise.all(
        [globalThis.fetch, fetch].map((send) => failureOf(send(elsewhere.refusing(9), { mode }))),
      );
      expect(wrapped).to.equal(bare);
      expect(asked).to.equal(0);
    });
  }
});
