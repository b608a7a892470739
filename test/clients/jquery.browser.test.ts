import { expect } from '@open-wc/testing';
import { withReverification } from '../../src/fetch.js';
import { Bank } from './bank.js';
import { $, interception, transfer } from './bundled/jquery.js';
import { timeHasPassed } from './outcome.js';

const events = ['ajaxStart', 'ajaxSend', 'ajaxSuccess', 'ajaxError', 'ajaxComplete', 'ajaxStop'];

/** What is left of a request that fails; the object that it rejects with is itself a promise. */
const failure = async (request: ReturnType<typeof transfer>) =>
  request.then(
    () => expect.fail('expected a failure'),
    () => ({ status: request.status, statusText: request.statusText, responseJSON: request.responseJSON }),
  );

describe('jQuery, unchanged, in an intercepted page', () => {
  let bank: Bank;
  let seen: string[];

  beforeEach(async () => {
    bank = await Bank.signIn();
    seen = [];
    $(document).on(events.join(' '), ({ type }) => seen.push(type));
  });
  afterEach(() => $(document).off(events.join(' ')));
  after(() => interception.dispose());

  it('is refused, verifies and replays, unseen by its events and callbacks', async () => {
    const answer = transfer(250);
    await bank.verify();
    expect(await answer).to.deep.equal({ sent: '{"amount":250}' });
    expect(seen).to.deep.equal(['ajaxStart', 'ajaxSend', 'ajaxSuccess', 'ajaxComplete', 'ajaxStop']);
    const { method, headers, body } = await bank.receivedTwice('/api/transfer');
    expect({ method, body }).to.deep.equal({ method: 'POST', body: '{"amount":250}' });
    expect(headers).to.include({ 'x-requested-with': 'XMLHttpRequest', 'content-type': 'application/json' });
  });

  it("fails with the API's refusal when the user cancels", async () => {
    const error = failure(transfer(250));
    await bank.cancel();
    expect(await error).to.include({ status: 403 });
    expect(await error).to.have.nested.property('responseJSON.clerk_error.reason', 'reverification-error');
    expect(seen).to.deep.equal(['ajaxStart', 'ajaxSend', 'ajaxError', 'ajaxComplete', 'ajaxStop']);
    expect(await bank.received('/api/transfer')).to.have.length(1);
  });

  it('counts the time of the user in its own `timeout`, and closes the dialog when it has passed', async () => {
    const error = await failure($.ajax('/api/transfer', { method: 'POST', timeout: 500 }));
    expect(error).to.include({ status: 0, statusText: 'timeout' });
    await bank.isQuiet();
    expect(await bank.received('/api/transfer')).to.have.length(1);
  });

  it('leaves the user their time with the `timeout` of `xhrFields`, which counts for each sending', async () => {
    const answer = $.ajax('/api/transfer', { method: 'POST', data: 'x', xhrFields: { timeout: 1000 } });
    await bank.isAsking();
    await timeHasPassed(1100);
    await bank.verify();
    expect(await answer).to.deep.equal({ sent: 'x' });
    const error = await failure($.ajax('/api/stuck', { xhrFields: { timeout: 200 } }));
    expect(error).to.include({ status: 0, statusText: 'error' });
  });

  it('closes the dialog when it is aborted', async () => {
    const request = transfer(250);
    await bank.isAsking();
    request.abort();
    expect(await failure(request)).to.include({ status: 0, statusText: 'abort' });
    await bank.isQuiet();
  });
});

describe('jQuery, as it is', () => {
  it('is known by withReverification', async () => {
    const bank = await Bank.signIn();
    let asked = 0;
    const call = withReverification(() => transfer(250), {
      async reverify() {
        asked++;
        await fetch('/reverification/verify/attempt_first_factor', { method: 'POST' });
      },
    });
    expect(await call()).to.deep.equal({ sent: '{"amount":250}' });
    expect(asked).to.equal(1);
    expect(await bank.received('/api/transfer')).to.have.length(2);
  });
});
