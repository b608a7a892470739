import { expect } from '@open-wc/testing';
import { Bank } from './bank.js';
import type * as Angular from './bundled/angular.js';
import { rejection } from './outcome.js';

const transfer = { amount: 250, payee: 'Bob' };
const options = { headers: { 'Idempotency-Key': 'b1946ac9' } };

/** What must hold with both back ends of HttpClient. */
export function describeAngular(
  zone: 'zone' | 'noop',
  { HttpEventType, createHttpClient, firstValueFrom, interception }: typeof Angular,
): void {
  after(() => interception.dispose());

  for (const backend of ['xhr', 'fetch'] as const) {
    describe(`with the ${backend} back end`, () => {
      let bank: Bank;
      let client: Awaited<ReturnType<typeof createHttpClient>>;
      let seen: string[];

      beforeEach(async () => {
        bank = await Bank.signIn();
        seen = [];
        client = await createHttpClient(backend, zone, (request, next) => {
          seen.push(request.method);
          return next(request);
        });
      });

      const http = () => client.http;

      it('is refused, verifies and replays, unseen by its interceptors', async () => {
        const answer = client.ngZone.run(() =>
          firstValueFrom(http().post<unknown>('/api/transfer', transfer, options)),
        );
        await bank.verify();
        expect(await answer).to.deep.equal({ sent: JSON.stringify(transfer) });
        expect(seen).to.deep.equal(['POST']);
        const { method, headers, body } = await bank.receivedTwice('/api/transfer');
        expect({ method, body }).to.deep.equal({ method: 'POST', body: JSON.stringify(transfer) });
        expect(headers).to.include({ 'idempotency-key': 'b1946ac9', 'content-type': 'application/json' });
        await client.whenStable();
        expect(client.ngZone.hasPendingMacrotasks).to.be.false;
      });

      it("gives the API's refusal as an HttpErrorResponse when the user cancels", async () => {
        const error = rejection(firstValueFrom(http().post('/api/transfer', transfer)));
        await bank.cancel();
        expect(await error).to.include({ name: 'HttpErrorResponse', status: 403 });
        expect(await error).to.have.nested.property('error.clerk_error.reason', 'reverification-error');
        expect(await bank.received('/api/transfer')).to.have.length(1);
      });

      it('closes the dialog when nobody is subscribed any more', async () => {
        const subscription = http().post('/api/transfer', transfer).subscribe();
        await bank.isAsking();
        subscription.unsubscribe();
        await bank.isQuiet();
        expect(await bank.received('/api/transfer')).to.have.length(1);
      });

      it('reports what it reports of a request, once', async () => {
        const file = new Blob(['x'.repeat(100_000)]);
        const events: (string | undefined)[] = [];
        const request = http().put('/api/documents', file, { observe: 'events', reportProgress: true });
        const complete = new Promise<void>((resolve) => {
          request.subscribe({ next: ({ type }) => events.push(HttpEventType[type]), complete: resolve });
        });
        await bank.verify();
        await complete;
        const once = events.filter((type) => type !== 'UploadProgress');
        expect(once).to.deep.equal(['Sent', 'ResponseHeader', 'DownloadProgress', 'Response']);
        if (backend === 'xhr') expect(events.indexOf('UploadProgress')).to.equal(1);
        const received = await bank.received('/api/documents');
        expect(received.map(({ body }) => body.length)).to.deep.equal([100_000, 100_000]);
      });
    });
  }
}
