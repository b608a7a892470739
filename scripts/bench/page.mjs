// Runs in Chromium.
import SuperTokens from '/supertokens.mjs';
import { createReverifyingFetch } from '/dist/fetch.js';
import { interceptPage } from '/dist/page.js';
import { callsTo } from './calls.mjs';
import { inTurns } from './rounds.mjs';
import { cloning, looking, stub } from './subjects.mjs';

const native = window.fetch.bind(window);

/** What `install` makes of the page's `fetch`, which is `inner` before. */
function patched(inner, install) {
  window.fetch = inner;
  install();
  return window.fetch;
}

const inners = {
  stub: { inner: stub() },
  http: { inner: native, finish: (response) => response.arrayBuffer() },
};

/** As its server leaves a user that is signed in: otherwise SuperTokens would refresh the session at each call. */
const user = { uid: 'user', ate: Date.now() + 3_600_000, up: {} };
document.cookie = `sFrontToken=${window.btoa(JSON.stringify(user))}; path=/`;
document.cookie = `st-last-access-token-update=${Date.now()}; path=/`;

/** SuperTokens can be installed only once in a page: it calls whichever is being measured. */
let current = native;
const supertokens = patched(
  (...call) => current(...call),
  () => SuperTokens.init({ apiDomain: window.location.origin }),
);

window.measure = async (kind, options) => {
  const { inner, finish } = inners[kind];
  current = inner;
  let interception;
  const subjects = {
    'bare fetch': inner,
    'fetch().then(r => r)': looking(inner),
    'reverify-dialog/fetch': createReverifyingFetch({ fetch: inner }),
    'reverify-dialog/page': patched(inner, () => (interception = interceptPage())),
    'new Request().clone()': cloning(inner),
    'supertokens-website': supertokens,
  };
  const { stream, ...calls } = callsTo('/api');
  // Browsers send streams over HTTP/2 only.
  if (kind === 'stub') calls.stream = stream;
  const results = {};
  for (const [name, makeCall] of Object.entries(calls)) {
    results[name] = await inTurns(subjects, makeCall, { ...options, finish });
  }
  interception.dispose();
  window.fetch = native;
  return results;
};
