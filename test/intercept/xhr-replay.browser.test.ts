import { expect } from '@open-wc/testing';
import { Asked, disposeAll, endpoint, ended, eventLog, install } from './page-api.js';

afterEach(disposeAll);

/** The log of a request without the refusal that it began with, sent bare. */
async function bareLog(send: (xhr: XMLHttpRequest) => void, url: string) {
  disposeAll();
  const xhr = new XMLHttpRequest();
  const log = eventLog(xhr);
  xhr.open('POST', url);
  send(xhr);
  await ended(xhr);
  return log;
}

describe('a refused XMLHttpRequest', () => {
  it('shows its caller the final answer only, each event once and in order', async () => {
    const asked = new Asked('verify');
    install(asked);
    const api = endpoint({ refuse: '1' });
    const xhr = new XMLHttpRequest();
    const log = eventLog(xhr);
    xhr.open('POST', api.url);
    xhr.send('amount=1');
    await ended(xhr);
    expect(asked.count).to.equal(1);
    expect(xhr.status).to.equal(200);
    expect(JSON.parse(xhr.responseText)).to.deep.equal({ answer: 'final', count: 2 });
    const bare = await bareLog((request) => request.send('amount=1'), endpoint().url);
    expect(log).to.deep.equal(bare);
  });
});
