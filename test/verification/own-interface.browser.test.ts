import { expect, waitUntil } from '@open-wc/testing';
import { isReverificationCancelledError } from '../../src/errors.js';
import { serializeApiErrors } from '../../src/protocol/api-error.js';
import { serializeVerification } from '../../src/protocol/verification.js';
import { apiError, done, email, password, verification } from './scripted-verifier.js';

/** The example of docs/core.md, as a reader would paste it. */
async function loadExample(): Promise<(container: Element, level: string, signal?: AbortSignal) => Promise<void>> {
  const docs = await (await fetch(new URL('../../docs/core.md', import.meta.url))).text();
  const [, code] = /```js example\n([\s\S]*?)```/.exec(docs) ?? [];
  if (code === undefined) throw new Error('docs/core.md has no example');
  const ours = code.replace(/'reverify-dialog\/(\w+)'/g, (_, entry: string) => {
    const { href } = new URL(`../../src/${entry}.ts`, import.meta.url);
    return JSON.stringify(href);
  });
  const module: unknown = await import(URL.createObjectURL(new Blob([ours], { type: 'text/javascript' })));
  if (typeof module !== 'object' || module === null || !('verify' in module)) throw new Error('no verify()');
  const { verify } = module;
  if (typeof verify !== 'function') throw new Error('verify() is no function');
  return async (...args) => {
    await Reflect.apply(verify, undefined, args);
  };
}

describe('the example of docs/core.md', () => {
  const offered = { firstFactors: [password, email()] };
  const original = window.fetch.bind(window);
  afterEach(() => {
    window.fetch = original;
  });

  it('brings a user through another method, a wrong code and the right one', async () => {
    const verify = await loadExample();
    const wrong = apiError('form_code_incorrect', { status: 422 });
    const answers = [
      Response.json(serializeVerification(verification(offered))),
      Response.json(serializeVerification(verification(offered))),
      Response.json(serializeApiErrors(wrong.errors), { status: 422 }),
      Response.json(serializeVerification(done(offered))),
    ];
    window.fetch = () => Promise.resolve(answers.shift() ?? Response.error());
    const main = document.body.appendChild(document.createElement('main'));
    const verified = verify(main, 'first_factor');

    const shows = (text: string) => waitUntil(() => main.textContent.includes(text), `shows ${text}`);
    const press = (text: string) =>
      [...main.querySelectorAll('button')].find(({ textContent }) => textContent.includes(text))?.click();
    await shows('Password');
    press('Another way');
    press('Code from the e-mail');
    await shows('Code from the e-mail');
    const field = main.querySelector('input');
    if (!field) throw new Error('no field');
    field.value = '000 000';
    press('Continue');
    await shows('form_code_incorrect');
    expect(main.querySelector('input')).to.equal(field);
    expect(field.value).to.equal('000 000');
    field.value = '123 456';
    press('Continue');
    await verified;
    main.remove();
  });

  it('tells the caller of fetch that the user has cancelled, and goes when nobody waits', async () => {
    const verify = await loadExample();
    window.fetch = () => Promise.resolve(Response.json(serializeVerification(verification(offered))));
    const main = document.body.appendChild(document.createElement('main'));
    const cancel = () => [...main.querySelectorAll('button')].find(({ textContent }) => textContent === 'Cancel');
    const error = (verified: Promise<void>) => verified.catch((reason: unknown) => reason);

    const cancelled = error(verify(main, 'first_factor'));
    await waitUntil(() => main.textContent.includes('Password'));
    cancel()?.click();
    expect(isReverificationCancelledError(await cancelled)).to.be.true;

    const leaving = new AbortController();
    const left = error(verify(main, 'first_factor', leaving.signal));
    await waitUntil(() => cancel());
    leaving.abort();
    expect(isReverificationCancelledError(await left)).to.be.true;
    expect(cancel()).to.equal(undefined);
    main.remove();
  });
});
