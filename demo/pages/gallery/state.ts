/* One state of the dialog, by the page's address. */
import { contentFor, verificationFor } from './contents.js';
import { settingsIn } from './settings.js';
import { Stage, until } from './stage.js';
import { states } from './states.js';

const root = document.documentElement;
const dialog = document.querySelector('reverify-dialog');
if (!dialog) throw new Error('the page has no dialog');
const stage = new Stage(dialog);

function slot(name: string, text: string): void {
  const element = dialog?.querySelector(`[slot=${name}]`);
  if (element) element.textContent = text;
}

/** Says what is shown as soon as it is: to whoever takes a picture, and to the gallery around. */
async function show(): Promise<void> {
  const { hash } = location;
  const parameters = new URLSearchParams(hash.slice(1));
  const settings = settingsIn(parameters);
  const name = parameters.get('state') ?? 'password';
  const state = states[name];
  document.title = `${name} · reverify-dialog`;
  if (!state) return;
  const { request, help, footer } = contentFor(settings);
  root.lang = settings.lang;
  root.style.colorScheme = settings.scheme;
  root.className = settings.text;
  slot('help', help);
  slot('footer', footer);
  const verification = verificationFor(state.verification, settings);
  const isShown = await stage.play({ ...state, verification }, request);
  const panel = dialog?.shadowRoot?.querySelector<HTMLElement>('[part=panel]');
  const isStill = () => hash === location.hash;
  await until(() => panel?.lang === settings.lang, isStill);
  if (!isShown || !isStill()) return;
  root.dataset['shown'] = hash;
  if (parent !== window) parent.postMessage('shown', location.origin);
}

addEventListener('hashchange', () => void show());
document.getElementById('again')?.addEventListener('click', () => void show());
await show();
