import { expect } from '@open-wc/testing';
import { describeAngular } from './angular.js';
import { Bank } from './bank.js';
import * as angular from './bundled/angular.js';
import { rejection, timeHasPassed } from './outcome.js';

const { createHttpClient, firstValueFrom } = angular;
const transfer = { amount: 250 };

describe('HttpClient of Angular, unchanged, in an intercepted page', () => {
  describeAngular('noop', angular);

  it('leaves the user their time with the xhr back end, whose timeout counts for each sending', async () => {
    const bank = await Bank.signIn();
    const { http } = await createHttpClient('xhr', 'noop', (request, next) => next(request));
    const answer = firstValueFrom(http.post('/api/transfer', transfer, { timeout: 1000 }));
    await bank.isAsking();
    await timeHasPassed(1100);
    await bank.verify();
    await answer;
    const error = await rejection(firstValueFrom(http.get('/api/stuck', { timeout: 200 })));
    expect(error).to.include({ name: 'HttpErrorResponse', status: 0 });
  });

  it('counts the time of the user in the timeout of the fetch back end, and closes the dialog', async () => {
    const bank = await Bank.signIn();
    const { http } = await createHttpClient('fetch', 'noop', (request, next) => next(request));
    const error = await rejection(firstValueFrom(http.post('/api/transfer', transfer, { timeout: 500 })));
    expect(error).to.have.nested.property('error.name', 'TimeoutError');
    await bank.isQuiet();
    expect(await bank.received('/api/transfer')).to.have.length(1);
  });
});
