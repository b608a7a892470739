import { expect, oneEvent } from '@open-wc/testing';
import { answerWorker } from '../../src/answer-worker.js';
import { ReverificationError } from '../../src/errors.js';
import { Asked, RefusingApi } from '../intercept/refusing-api.js';
import { framedPage, registerWorker, scriptUrl, tell, workerOf } from './commanded.js';
import { until } from './until.js';
import type { Commandable } from './commanded.js';

/** A worker of one kind, and how to end it. */
interface Started {
  readonly commands: Commandable;
  readonly answered: Parameters<typeof answerWorker>[0];
  readonly stop: () => unknown;
}

function dedicated(format: 'module' | 'classic'): Started {
  const worker = new Worker(scriptUrl(format), { type: format });
  return { commands: worker, answered: worker, stop: () => worker.terminate() };
}

function shared(format: 'module' | 'classic'): Started {
  const worker = new SharedWorker(scriptUrl(format), { type: format, name: crypto.randomUUID() });
  worker.port.start();
  return { commands: worker.port, answered: worker, stop: () => worker.port.close() };
}

async function service(format: 'module' | 'classic'): Promise<Started> {
  const registration = await registerWorker(`/worker-api/scope/${crypto.randomUUID()}/`, format);
  const stop = () => registration.unregister();
  return { commands: workerOf(registration), answered: navigator.serviceWorker, stop };
}

const kinds: Record<string, (format: 'module' | 'classic') => Started | Promise<Started>> = {
  dedicated,
  shared,
  service,
};

for (const [kind, start] of Object.entries(kinds)) {
  for (const format of ['module', 'classic'] as const) {
    describe(`A ${kind} worker (${format})`, () => {
      let worker: Started;
      before(async () => {
        worker = await start(format);
      });
      after(() => worker.stop());

      it('has its page ask the user, and sends the refused request again', async () => {
        const api = new RefusingApi(location.origin);
        const asked = new Asked();
        const answering = answerWorker(worker.answered, { reverify: asked.reverify });
        const outcome = tell(worker.commands, {
          type: 'fetch',
          id: '1',
          url: api.refusing(),
          init: { method: 'POST', body: 'text' },
        });
        await asked.times(1);
        expect(asked.challenges).to.deep.equal([{ level: 'second_factor', afterMinutes: 10, source: 'clerk' }]);
        asked.verify();
        expect(await outcome).to.have.property('status', 200);
        const sent = await api.received();
        expect(sent.map(({ method, body }) => [method, body?.text])).to.deep.equal([
          ['POST', 'text'],
          ['POST', 'text'],
        ]);
        answering.dispose();
      });

      it('hears why the user is not verified, as an error of its own', async () => {
        const asked = new Asked();
        const answering = answerWorker(worker.answered, { reverify: asked.reverify });
        const outcome = tell(worker.commands, {
          type: 'fetch',
          id: '2',
          url: new RefusingApi(location.origin).refusing(),
        });
        await asked.times(1);
        asked.fail(new ReverificationError('session_changed', 'signed out'));
        expect(await outcome).to.deep.equal({
          error: { name: 'ReverificationError', code: 'session_changed', message: 'signed out' },
        });
        answering.dispose();
      });

      it('closes the dialog when its caller gives up', async () => {
        const asked = new Asked();
        const answering = answerWorker(worker.answered, { reverify: asked.reverify });
        const outcome = tell(worker.commands, {
          type: 'fetch',
          id: '3',
          url: new RefusingApi(location.origin).refusing(),
        });
        await asked.times(1);
        await tell(worker.commands, { type: 'abort', id: '3' });
        expect(await outcome).to.have.nested.property('error.name', 'AbortError');
        await until(() => asked.signals[0]?.aborted);
        answering.dispose();
      });
    });
  }
}

describe('A worker that ends while the user is asked', () => {
  it('leaves no dialog behind', async () => {
    const worker = dedicated('module');
    const asked = new Asked();
    answerWorker(worker.answered, { reverify: asked.reverify });
    void tell(worker.commands, { type: 'fetch', id: '1', url: new RefusingApi(location.origin).refusing() });
    await asked.times(1);
    worker.stop();
    await until(() => asked.signals[0]?.aborted);
  });
});

describe('A page that goes away while it asks for a shared worker', () => {
  it('leaves the asking to the next page', async () => {
    const name = crypto.randomUUID();
    const worker = new SharedWorker(scriptUrl('module'), { type: 'module', name });
    worker.port.start();
    const askedInFrame = oneEvent(window, 'message');
    const frame = await framedPage(`/worker-api/page/?script=answering-page&name=${name}`);
    const outcome = tell(worker.port, { type: 'fetch', id: '1', url: new RefusingApi(location.origin).refusing() });
    await askedInFrame;
    const asked = new Asked();
    answerWorker(worker, { reverify: asked.reverify });
    frame.remove();
    await asked.times(1);
    asked.verify();
    expect(await outcome).to.have.property('status', 200);
    worker.port.close();
  });
});

describe('A shared worker', () => {
  const start = () => {
    const name = crypto.randomUUID();
    const worker = new SharedWorker(scriptUrl('module'), { type: 'module', name });
    worker.port.start();
    const pages = async () => {
      const outcome = await tell(worker.port, { type: 'count pages' });
      return 'text' in outcome && Number(outcome.text);
    };
    const pageWith = (script: string) => framedPage(`/worker-api/page/?script=${script}&name=${name}`);
    return { worker, pages, pageWith };
  };

  it('keeps nothing of a page that was left, and knows one again that comes back', async () => {
    const { worker, pages, pageWith } = start();
    const answering = answerWorker(worker);
    const frame = await pageWith('answering-page');
    await until(async () => (await pages()) === 2);
    frame.remove();
    await until(async () => (await pages()) === 1);
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect(await pages()).to.equal(0);
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(await pages()).to.equal(1);
    answering.dispose();
    worker.port.close();
  });

  it('is not answered by the dialog of a frame that is not displayed, until it is', async () => {
    const { worker, pages, pageWith } = start();
    const frame = await pageWith('answering-dialog');
    frame.hidden = true;
    await until(async () => (await pages()) === 2);
    const fetching = (id: string) =>
      tell(worker.port, { type: 'fetch', id, url: new RefusingApi(location.origin).refusing() });

    const inFrame = fetching('1');
    const asked = new Asked();
    const answering = answerWorker(worker, { reverify: asked.reverify });
    await asked.times(1);
    asked.verify();
    expect(await inFrame).to.have.property('status', 200);
    answering.dispose();

    frame.hidden = false;
    const displayed = fetching('2');
    await until(() => frame.contentDocument?.querySelector('reverify-dialog'));
    await tell(worker.port, { type: 'abort', id: '2' });
    await displayed;
    frame.remove();
    worker.port.close();
  });
});
