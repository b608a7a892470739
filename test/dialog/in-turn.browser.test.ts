import { expect, waitUntil } from '@open-wc/testing';
import { inTurn } from '../../src/dialog/in-turn.js';

const { signal: patient } = new AbortController();
const timeout = Object.getOwnPropertyDescriptor(AbortSignal, 'timeout') ?? {};

let name: string;
let running: (() => void)[];
let done: string[];

const setHidden = (hidden: boolean) => Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });

/** Work that goes on until the test says so. */
function working(who: string, signal: AbortSignal = patient): Promise<void> {
  return inTurn(name, signal, async () => {
    done.push(who);
    await new Promise<void>((resolve) => running.push(resolve));
  });
}

const waiting = async () => {
  const { pending = [] } = await navigator.locks.query();
  return pending.filter((lock) => lock.name === name).length;
};

const inQueue = (count: number) => waitUntil(async () => (await waiting()) === count, `${count} in the queue`);
const begun = (...who: string[]) => waitUntil(() => done.join() === who.join(), `${who.join()} are at it`);

beforeEach(() => {
  name = crypto.randomUUID();
  running = [];
  done = [];
  setHidden(true);
});

afterEach(() => {
  for (const end of running) end();
  Reflect.deleteProperty(document, 'hidden');
  Reflect.deleteProperty(navigator, 'locks');
  Object.defineProperty(AbortSignal, 'timeout', timeout);
});

describe('Of several tabs that want the same', () => {
  it('those that nobody sees take turns, and the first does not wait', async () => {
    const all = ['a', 'b', 'c'].map((who) => working(who));
    await begun('a');
    await inQueue(2);
    running[0]?.();
    await begun('a', 'b');
    await inQueue(1);
    running[1]?.();
    await begun('a', 'b', 'c');
    running[2]?.();
    await Promise.all(all);
    expect(done).to.deep.equal(['a', 'b', 'c']);
  });

  it('one that is seen waits for nobody', async () => {
    void working('hidden');
    await begun('hidden');
    setHidden(false);
    void working('seen');
    expect(done).to.deep.equal(['hidden', 'seen']);
  });

  it('one that comes to be seen while it waits goes on at once, and only once', async () => {
    void working('first');
    await begun('first');
    const second = working('second');
    await inQueue(1);
    setHidden(false);
    document.dispatchEvent(new Event('visibilitychange'));
    await begun('first', 'second');
    expect(await waiting()).to.equal(0);
    for (const end of running) end();
    await second;
    expect(done).to.deep.equal(['first', 'second']);
  });

  it('none waits for one that hangs longer than a while', async () => {
    void working('hanging');
    await begun('hanging');
    const clock = new AbortController();
    const limits: number[] = [];
    AbortSignal.timeout = (limit) => {
      limits.push(limit);
      return clock.signal;
    };
    void working('next');
    await inQueue(1);
    clock.abort();
    await begun('hanging', 'next');
    expect(limits).to.deep.equal([5000]);
  });

  it('one that is put away leaves the queue, and does nothing', async () => {
    void working('first');
    await begun('first');
    const leaving = new AbortController();
    const left = working('leaving', leaving.signal);
    await inQueue(1);
    leaving.abort();
    await left;
    expect(done).to.deep.equal(['first']);
  });

  it('each does it at once where there are no locks', () => {
    Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });
    void working('a');
    void working('b');
    expect(done).to.deep.equal(['a', 'b']);
  });

  it('one whose work fails says so, and does not do it again', async () => {
    let times = 0;
    const failing = inTurn(name, patient, () => {
      times++;
      return Promise.reject(new Error('broken'));
    });
    expect(await failing.catch((error: unknown) => error))
      .to.be.an('error')
      .with.property('message', 'broken');
    expect(times).to.equal(1);
  });
});
