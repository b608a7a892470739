import { expect, waitUntil } from '@open-wc/testing';
import { gateOf } from '../../src/intercept/gate.js';
import type { ChallengeReader } from '../../src/intercept/refusal.js';
import { Asked, disposeAll, endpoint, ended, install } from './page-api.js';
import { letMomentPass, stopMoment } from './stopped-moment.js';

const byStatus: ChallengeReader = ({ status }) => ({
  level: status === 401 ? 'second_factor' : 'multi_factor',
  afterMinutes: 10,
  source: 'test',
});

function setUp() {
  const asked = new Asked();
  const interception = install(asked, { challenges: [byStatus] });
  return { asked, interception, gate: gateOf(asked.reverify) };
}

function send(query: Record<string, string>): XMLHttpRequest {
  const xhr = new XMLHttpRequest();
  xhr.open('GET', endpoint(query).url);
  xhr.send();
  return xhr;
}

const lax = { refuse: '1', as: 'step-up' };

describe('XMLHttpRequests that are refused in the same moment', () => {
  beforeEach(stopMoment);
  afterEach(() => {
    disposeAll();
    letMomentPass();
  });

  it('ask at once where no other answer is awaited', async () => {
    const { asked, gate } = setUp();
    const xhr = send(lax);
    await asked.once();
    asked.verify();
    await ended(xhr);
    expect(xhr.status).to.equal(200);
    expect(gate.underWay).to.equal(0);
  });

  it('ask once, for the strictest', async () => {
    const { asked, gate } = setUp();
    const xhrs = [send(lax), send({ refuse: '1', late: '200' })];
    const ends = xhrs.map(ended);
    await asked.once();
    expect(asked.challenge?.level).to.equal('multi_factor');
    asked.verify();
    await Promise.all(ends);
    expect(xhrs.map(({ status }) => status)).to.deep.equal([200, 200]);
    expect(asked.count).to.equal(1);
    expect(gate.underWay).to.equal(0);
  });

  const ends: Record<string, (other: XMLHttpRequest) => void> = {
    'is answered': () => undefined,
    'is aborted': (other) => other.abort(),
    'takes too long': (other) => (other.timeout = 1),
    'is opened anew': (other) => other.open('GET', '/'),
  };
  for (const [name, end] of Object.entries(ends)) {
    it(`ask at once when the last whose answer was awaited ${name}`, async () => {
      const { asked, gate } = setUp();
      const other = send({ slow: name === 'is answered' ? '300' : '9000' });
      const xhr = send(lax);
      await waitUntil(() => gate.waiting?.size === 1, 'one waits', { interval: 5 });
      expect(asked.count).to.equal(0);
      end(other);
      await asked.once();
      asked.verify();
      await ended(xhr);
      expect(gate.underWay).to.equal(0);
    });
  }

  it('are awaited no longer when interception was taken back', async () => {
    const { interception, gate } = setUp();
    const xhr = send({ slow: '100' });
    expect(gate.underWay).to.equal(1);
    interception.dispose();
    await ended(xhr);
    expect(gate.underWay).to.equal(0);
  });

  it('are awaited no longer when what sends below throws', () => {
    const { gate } = setUp();
    const xhr = new XMLHttpRequest();
    xhr.open('POST', endpoint(lax).url);
    const body = {
      toString() {
        throw new Error('below');
      },
    };
    expect(() => xhr.send(body as unknown as string)).to.throw('below');
    expect(gate.underWay).to.equal(0);
  });

  it('are awaited no longer when their frame is removed', async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const page = frame.contentWindow as Window & typeof globalThis;
    const asked = new Asked();
    install(asked, { window: page });
    const gate = gateOf(asked.reverify);
    const api = endpoint({ slow: '9000' });
    const xhr = new page.XMLHttpRequest();
    xhr.open('GET', api.url);
    xhr.send();
    expect(gate.underWay).to.equal(1);
    frame.remove();
    expect(gate.underWay).to.equal(0);
  });
});
