/* The real dialog, brought into a state by hand, on a page of its own: modal, it would cover the controls. */

import { measure } from './measure.js';

const { VerificationApiError } = globalThis.ReverifyDialog;
const dialog = document.querySelector('reverify-dialog');
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [sheet];

const factors = [
  { strategy: 'password' },
  { strategy: 'email_code', emailAddressId: 'e1', safeIdentifier: 'a•••@example.com', primary: true },
  { strategy: 'phone_code', phoneNumberId: 'p1', safeIdentifier: '+44 •••• 12', primary: false },
];

const verification = (firstFactors) => ({
  id: 'preview',
  status: 'needs_first_factor',
  level: 'first_factor',
  firstFactors,
  secondFactors: [],
  session: { id: 'preview', publicUserData: { firstName: 'Ada', lastName: 'Lovelace', identifier: 'ada@example.com' } },
});

const never = () => new Promise(() => undefined);

const refused = (status, code, details) => () =>
  Promise.reject(new VerificationApiError(status, [{ code, message: code, ...details }]));

const verifierFor = ({ offered = factors, start, attempt }) => ({
  start: start ?? (async () => verification(offered)),
  async prepare(stage, { strategy }) {
    const sent = { status: 'unverified', strategy, attempts: 0, expireAt: Date.now() + 600_000 };
    return { ...verification(offered), [`${stage}FactorVerification`]: sent };
  },
  attempt: attempt ?? (async () => ({ ...verification(offered), status: 'complete' })),
});

const part = (name) => dialog.shadowRoot.querySelector(`[part~=${name}]`);

function answer() {
  part('input').value = 'correct horse';
  part('submit').click();
}

/** What the verifier does, what is pressed, and the part that then is there. */
const scenes = {
  password: {},
  wrong: { attempt: refused(422, 'form_password_incorrect', { attemptsLeft: 3 }), act: answer, until: 'icon-alert' },
  checking: { attempt: never, act: answer, until: 'spinner' },
  methods: { act: () => part('other').click(), until: 'methods' },
  code: { offered: factors.slice(1), until: 'countdown' },
  error: { attempt: refused(500, 'internal_error'), act: answer, until: 'icon-alert' },
  unavailable: { offered: [], until: 'submit' },
  starting: { start: never, until: 'starting' },
  verified: { act: answer, until: 'success' },
};

const frame = () => new Promise(requestAnimationFrame);

/** Until this has been said of the scene that is still wanted. */
async function seen(name, isWanted) {
  while (isWanted() && !part(name)?.checkVisibility()) await frame();
}

let wanted;

async function play(state) {
  const mine = (wanted = { state });
  const isWanted = () => mine === wanted;
  const scene = scenes[state];
  dialog.cancel();
  while (dialog.open) await frame();
  dialog.verifier = verifierFor(scene);
  dialog.verify('strict').catch(() => undefined);
  await seen(scene.act ? 'submit' : (scene.until ?? 'input'), isWanted);
  if (isWanted()) scene.act?.();
  if (scene.act) await seen(scene.until, isWanted);
  await frame();
}

function report(isNew) {
  const { ratios, colours } = measure(dialog);
  parent.postMessage({ type: 'shown', isNew, ratios, colours }, location.origin);
}

const sayReady = () => parent.postMessage({ type: 'ready' }, location.origin);

addEventListener('message', async ({ origin, source, data }) => {
  if (origin !== location.origin || source !== parent) return;
  if (data.type === 'hello') {
    sayReady();
    return;
  }
  sheet.replaceSync(data.css);
  document.documentElement.style.colorScheme = data.scheme;
  const isNew = data.state !== wanted?.state;
  if (isNew) await play(data.state);
  if (data.state === wanted?.state) report(isNew);
});

document.getElementById('again').addEventListener('click', async () => {
  await play(wanted?.state ?? 'password');
  report(false);
});

if (parent === window) void play('password');
else sayReady();
