/*
 * The bank's page. What reverification asks of it is one word: `reverifyingFetch` where it would have said `fetch`. Or none:
 * the element's attribute `intercept` has the statement asked for by plain `fetch`, and the form with `data-reverify` ask
 * before it is submitted.
 */
import { addPasskey, canUsePasskeys } from './passkey.js';

const { reverifyingFetch } = window.ReverifyDialog;

const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });
const element = (id) => document.getElementById(id);
const inEuros = (cents) => euros.format(cents / 100);

/* Calls of the bank's API */

/** Thrown for an answer the bank gives on purpose: its message is for the user. */
class BankRefusal extends Error {}

async function call(fetch, path, body, method = 'POST') {
  const request = body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(path, { method, ...request });
  if (response.status === 401) location.assign('/sign-in?expired');
  const answer = await response.json();
  if (!response.ok) throw new BankRefusal(answer.message ?? 'The bank could not do that.');
  return answer;
}

/** For what the API may refuse until the user has verified. */
const callVerified = (path, body, method) => call(reverifyingFetch, path, body, method);
const callPlain = (path, body, method) => call(fetch, path, body, method);

/* What the user sees */

function say(text) {
  element('status').textContent = text;
}

/** What to tell the user about an error. The codes are those of `ReverificationError`. */
function explain(error) {
  if (error.name === 'NotAllowedError') return 'No passkey was added.';
  switch (error.code) {
    case 'reverification_cancelled':
      return 'You cancelled. Nothing has changed.';
    case 'reverification_unavailable':
      return 'You have no way to prove that it is you, so the bank did nothing.';
    case 'session_changed':
      return 'You are no longer signed in. Nothing has changed.';
    case 'reverification_failed':
      return 'Checking that it is you did not work. Nothing has changed.';
    default:
      return error instanceof BankRefusal ? error.message : 'The bank cannot be reached. Please try again.';
  }
}

/** What the kit says of a factor that was never verified in this session: an age in centuries. */
const NEVER = 50 * 365 * 24 * 60;

function describeAge(minutes) {
  if (minutes === -1) return 'You have none';
  if (minutes > NEVER) return 'Not yet';
  if (minutes < 1) return 'Just now';
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
  if (minutes < 60) return format.format(-Math.floor(minutes), 'minute');
  if (minutes < 48 * 60) return format.format(-Math.floor(minutes / 60), 'hour');
  return format.format(-Math.floor(minutes / 1440), 'day');
}

function showAccount({ user, account, factorAges, passkeys }) {
  element('user-name').textContent = user.firstName;
  element('iban').textContent = account.iban;
  element('balance').textContent = account.closed ? 'Closed' : inEuros(account.balanceCents);
  showLimit(account.dailyLimitCents);
  element('first-age').textContent = describeAge(factorAges[0]);
  element('second-age').textContent = describeAge(factorAges[1]);
  element('passkey-count').textContent = describePasskeys(passkeys);
}

/** As the field's default, and only if it is another one: what the user is just typing or has selected stays. */
function showLimit(cents) {
  const euros = String(cents / 100);
  if (element('limit').defaultValue !== euros) element('limit').defaultValue = euros;
}

function describePasskeys(count) {
  if (!canUsePasskeys()) return 'This browser cannot use passkeys here.';
  return count === 0 ? 'You have none yet.' : `You have ${count === 1 ? 'one passkey' : `${count} passkeys`}.`;
}

function showStatement(transfers) {
  const rows = transfers.map(({ payee, reference, amountCents }) => {
    const row = document.createElement('tr');
    for (const text of [payee, reference, inEuros(amountCents)]) row.insertCell().textContent = text;
    row.lastChild.className = 'number';
    return row;
  });
  element('statement-rows').replaceChildren(...rows);
  element('statement').hidden = rows.length === 0;
}

async function refresh() {
  showAccount(await callPlain('/api/account', undefined, 'GET'));
}

/** Runs what a button does: once at a time, its outcome in the status line, the account shown as it then is. */
async function perform(button, action) {
  if (button.ariaDisabled === 'true') return;
  button.ariaDisabled = 'true';
  say('');
  try {
    say(await action());
  } catch (error) {
    say(explain(error));
  } finally {
    button.ariaDisabled = null;
  }
  await refresh().catch(() => undefined);
}

const onClick = (id, action) => {
  const button = element(id);
  button.addEventListener('click', () => perform(button, action));
};

const onSubmit = (id, action) => {
  element(id).addEventListener('submit', (event) => {
    event.preventDefault();
    perform(event.submitter, () => action(new FormData(event.target, event.submitter)));
  });
};

/* What the user can do */

onSubmit('transfer-form', async (form) => {
  const transfer = {
    payee: form.get('payee'),
    reference: form.get('reference'),
    amountCents: Math.round(Number(form.get('amount')) * 100),
  };
  const copies = Number(form.get('copies') ?? 1);
  await Promise.all(Array.from({ length: copies }, () => callVerified('/api/transfers', transfer)));
  const sent = `${inEuros(transfer.amountCents)} sent to ${transfer.payee}`;
  return copies === 1 ? `${sent}.` : `${sent}, ${copies} times.`;
});

onClick('show-statement', async () => {
  const { transfers } = await callPlain('/api/statement', undefined, 'GET');
  showStatement(transfers);
  return transfers.length === 0 ? 'No transfers yet.' : 'Here is your statement.';
});

onSubmit('limit-form', async (form) => {
  const cents = Math.round(Number(form.get('limit')) * 100);
  await callPlain('/api/limit', { dailyLimitCents: cents }, 'PUT');
  element('limit-form').reset();
  return `Your daily limit is now ${inEuros(cents)}.`;
});

onClick('close-account', async () => {
  await callVerified('/api/close-account');
  return 'Your account is closed.';
});

onClick('start-over', async () => {
  await callPlain('/api/start-over');
  showStatement([]);
  return 'A fresh account, as if nothing had happened.';
});

onClick('add-passkey', async () => {
  await addPasskey(callPlain);
  return 'Your passkey is saved.';
});

for (const button of document.querySelectorAll('.time-travel button')) {
  button.addEventListener('click', () =>
    perform(button, async () => {
      await callPlain('/api/time', { minutes: Number(button.dataset.minutes) });
      return 'Time flies.';
    }),
  );
}

element('add-passkey').hidden = !canUsePasskeys();
await refresh();
