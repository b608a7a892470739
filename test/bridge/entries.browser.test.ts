import { expect } from '@open-wc/testing';
import { registerWorker, scriptUrl, workerOf } from './commanded.js';
import type { Commandable } from './commanded.js';

/** What a worker got of an entry, and which names of a page its scope has. */
interface Imported {
  readonly names: readonly string[];
  readonly dom: readonly string[];
}

function importedBy(worker: Commandable): Promise<Imported> {
  const { port1, port2 } = new MessageChannel();
  const imported = new Promise<Imported>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<Imported>) => resolve(data);
  });
  worker.postMessage('', [port2]);
  return imported;
}

/** All that run in a browser; `` is the package itself. */
const entries = ['', 'fetch', 'dialog', 'core', 'page', 'worker', 'answer-worker'];

for (const entry of entries) {
  describe(`The entry reverify-dialog/${entry}`, () => {
    it('can be imported in a dedicated worker, which is then no page', async () => {
      const worker = new Worker(scriptUrl('classic', `import-${entry}`));
      const broken = new Promise<never>((_resolve, reject) => {
        worker.onerror = ({ message }) => reject(new Error(message));
      });
      const { names, dom } = await Promise.race([importedBy(worker), broken]);
      expect(names).to.not.be.empty;
      expect(dom).to.deep.equal([]);
      worker.terminate();
    });

    it('can be imported in a service worker, which is then no page', async () => {
      const scope = `/worker-api/scope/${crypto.randomUUID()}/`;
      const registration = await registerWorker(scope, 'classic', `import-${entry}`);
      const { names, dom } = await importedBy(workerOf(registration));
      expect(names).to.not.be.empty;
      expect(dom).to.deep.equal([]);
      await registration.unregister();
    });
  });
}
