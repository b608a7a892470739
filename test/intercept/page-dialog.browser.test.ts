import { expect, waitUntil } from '@open-wc/testing';
import { ReverifyDialog } from '../../src/dialog/reverify-dialog.js';
import { interceptPage } from '../../src/page.js';
import { endpoint } from './page-api.js';

describe('interceptPage', () => {
  it("asks with the page's <reverify-dialog>, made if there is none", async () => {
    const interception = interceptPage();
    const response = fetch(endpoint({ refuse: '1' }).url);
    const dialogs = () => [...document.querySelectorAll('*')].filter((element) => element instanceof ReverifyDialog);
    await waitUntil(() => dialogs()[0]?.open, 'it opens', { timeout: 8000 });
    dialogs()[0]?.cancel();
    expect((await response).status).to.equal(403);
    dialogs()[0]?.remove();
    interception.dispose();
  });
});
