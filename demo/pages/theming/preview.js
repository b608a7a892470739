/* The real dialog, brought into a state by hand, on a page of its own: modal, it would cover the controls. */

import { Stage } from '/gallery/stage.js';
import { states } from '/gallery/states.js';
import { measure } from './measure.js';

const dialog = document.querySelector('reverify-dialog');
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [sheet];

const stage = new Stage(dialog);

let wanted;

async function play(state) {
  wanted = state;
  return stage.play(states[state]);
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
  const isNew = data.state !== wanted;
  if (!isNew || (await play(data.state))) report(isNew);
});

document.getElementById('again').addEventListener('click', async () => {
  if (await play(wanted ?? 'password')) report(false);
});

if (parent === window) void play('password');
else sayReady();
