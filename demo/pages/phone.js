/* What the bank sends arrives here: the person's phone and mailbox, on the same machine as the bank. */

const element = (id) => document.getElementById(id);

function messageItem({ subject, text, at }) {
  const item = document.createElement('li');
  item.append(span('when', new Date(at).toLocaleTimeString('en-GB')));
  if (subject) item.append(span('subject', subject));
  item.append(text);
  return item;
}

function span(className, text) {
  const part = document.createElement('span');
  part.className = className;
  part.textContent = text;
  return part;
}

function nothingYet() {
  const item = document.createElement('li');
  item.className = 'nothing';
  item.textContent = 'Nothing yet.';
  return item;
}

function showMessages(id, messages) {
  element(id).replaceChildren(...(messages.length === 0 ? [nothingYet()] : messages.map(messageItem)));
}

function backupCodeItem(code) {
  const item = document.createElement('li');
  item.textContent = code;
  return item;
}

function exchangeItem({ method, path, status }) {
  const item = document.createElement('li');
  item.append(span('request', `${method} ${path}`), span(status < 400 ? 'answer' : 'answer refused', status));
  return item;
}

function show({ email, phone, inbox, textMessages, totp, backupCodes, exchanges }) {
  element('inbox').hidden = !email;
  element('inbox-address').textContent = email ?? '';
  showMessages('inbox-list', inbox);
  element('sms').hidden = !phone;
  element('sms-number').textContent = phone ?? '';
  showMessages('sms-list', textMessages);
  element('backup').hidden = backupCodes.length === 0;
  element('backup-list').replaceChildren(...backupCodes.map(backupCodeItem));
  element('authenticator').hidden = !totp;
  if (totp) showCode(totp);
  element('exchanges').hidden = exchanges.length === 0;
  element('exchange-list').replaceChildren(...exchanges.map(exchangeItem));
  element('phone-empty').hidden = Boolean(email || phone || totp);
}

let ticking;

/** Counts the code's last seconds down, then asks for the next one. */
function showCode({ code, millisecondsLeft }) {
  const endsAt = performance.now() + millisecondsLeft;
  element('totp-code').textContent = code;
  clearInterval(ticking);
  const tick = () => {
    const seconds = Math.ceil((endsAt - performance.now()) / 1000);
    element('totp-seconds').textContent = Math.max(0, seconds);
    element('totp-progress').value = Math.max(0, seconds);
    if (seconds <= 0) {
      clearInterval(ticking);
      refresh();
    }
  };
  tick();
  ticking = setInterval(tick, 1000);
}

async function refresh() {
  const response = await fetch('/api/phone').catch(() => undefined);
  if (response?.ok) show(await response.json());
}

// The server rings when something has arrived; the browser reconnects by itself.
new EventSource('/api/phone/bell').addEventListener('message', refresh);
refresh();
