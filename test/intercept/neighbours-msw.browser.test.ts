import { expect } from '@open-wc/testing';
import { HttpResponse, http, setupWorker } from '../clients/bundled/neighbour-msw.js';
import { clients } from './neighbours.js';
import { Asked, disposeAll, install } from './page-api.js';

const challenge = { clerk_error: { type: 'forbidden', reason: 'reverification-error' } };

describe("page-wide interception above msw's service worker", () => {
  let refusals = 0;
  const sent: string[] = [];
  const worker = setupWorker(
    http.post('/mocked/transfer', async ({ request }) => {
      sent.push(await request.text());
      return refusals-- > 0 ? HttpResponse.json(challenge, { status: 403 }) : HttpResponse.json({ ok: true });
    }),
  );

  before(() => worker.start({ quiet: true, onUnhandledRequest: 'bypass' }));
  after(() => worker.stop());
  afterEach(disposeAll);

  for (const [client, send] of Object.entries(clients)) {
    it(`sees the challenge that it makes up for a ${client}, and sends again`, async () => {
      const asked = new Asked('verify');
      install(asked);
      refusals = 1;
      sent.length = 0;
      expect(await send('/mocked/transfer')).to.equal(200);
      expect(asked.count).to.equal(1);
      expect(sent).to.deep.equal(['amount=1', 'amount=1']);
    });
  }
});
