/* The workshop: what is picked becomes CSS, an address, and what the preview looks like. */

import { controls, states } from './controls.js';
import { byId, Fields, options, showContrast } from './fields.js';
import { coloursOf, cssOf, emptyTheme, hashOf, keyOf, lengthsOf, ruleOf, themeFrom } from './theme.js';

const preview = byId('preview');
const sheets = new Map([['default', '']]);

let theme = themeFrom(location.hash.slice(1));
/** The colours that the preview has measured. */
let measured = {};
let isReady = false;
/** What had the focus when the preview was last told something. */
let focused;

const say = (text) => {
  byId('said').textContent = text;
};

/** Whatever was picked meanwhile stays picked. */
async function loadLook() {
  const { look } = theme;
  if (sheets.has(look)) return;
  try {
    const response = await fetch(`/theming/looks/${look}.css`);
    if (!response.ok) throw new Error(`${response.status}`);
    sheets.set(look, await response.text());
  } catch {
    if (theme.look !== look) return;
    theme.look = 'default';
    say('This look could not be loaded. Pick it again to try again.');
  }
}

const lookCss = () => sheets.get(theme.look) ?? '';

/** What a control shows as long as it is not set. */
function following({ name, kind, value }) {
  if (kind === 'choice') return '';
  if (kind === 'colour') {
    return coloursOf(lookCss())[name]?.[theme.scheme === 'dark' ? 1 : 0] ?? measured[name] ?? '#000000';
  }
  const lengths = lengthsOf(lookCss());
  const radius = Number(theme.values.radius ?? lengths.radius ?? 10);
  if (name === 'button-radius') return Math.min(40, lengths[name] ?? radius);
  if (name === 'dialog-radius') return Math.min(40, lengths[name] ?? Math.round(radius * 1.8));
  return lengths[name] ?? value;
}

const fields = new Fields({
  onSet(name, value) {
    const key = keyOf(controls.get(name), theme.scheme);
    if (value === undefined || value === '') delete theme.values[key];
    else theme.values[key] = value;
    draw();
  },
  async onPick(what, value) {
    theme[what] = value;
    say('');
    await loadLook();
    draw();
  },
});

function draw() {
  const known = coloursOf(lookCss());
  fields.show(theme, following);
  byId('state').value = theme.state;
  byId('css').textContent = cssOf(theme, known);
  remember();
  if (!isReady) return;
  if (document.activeElement !== preview) focused = document.activeElement;
  const { scheme, state } = theme;
  preview.contentWindow.postMessage({ css: lookCss() + ruleOf(theme, known), scheme, state }, location.origin);
}

/** A dialog that opens takes the focus: out of the hands of whoever is picking. */
function giveFocusBack() {
  if (document.activeElement !== preview) return;
  preview.blur();
  focused?.focus({ preventScroll: true });
}

let remembering;

/** Not at once: a browser takes only so many addresses a minute from a slider. */
function remember() {
  clearTimeout(remembering);
  remembering = setTimeout(() => history.replaceState(null, '', `#${hashOf(theme)}`), 200);
}

addEventListener('message', ({ origin, source, data }) => {
  if (origin !== location.origin || source !== preview.contentWindow) return;
  if (data.type === 'ready') {
    isReady = true;
    draw();
    return;
  }
  if (data.isNew) giveFocusBack();
  showContrast(data.ratios);
  for (const [name, colour] of Object.entries(data.colours)) if (colour) measured[name] = colour;
  fields.show(theme, following);
});

addEventListener('hashchange', () => void restore());

async function restore() {
  theme = themeFrom(location.hash.slice(1));
  measured = {};
  await loadLook();
  draw();
}

byId('state').append(...options(states));
byId('state').addEventListener('change', ({ target }) => {
  theme.state = target.value;
  draw();
});

byId('reset').addEventListener('click', () => {
  theme = { ...emptyTheme(), scheme: theme.scheme, state: theme.state };
  measured = {};
  draw();
});

async function copy(text, copied, refused) {
  say('');
  try {
    await navigator.clipboard.writeText(text);
    say(copied);
  } catch {
    refused();
  }
}

byId('copy-css').addEventListener('click', () => {
  const css = byId('css');
  void copy(css.textContent, 'The CSS is in the clipboard.', () => {
    getSelection().selectAllChildren(css);
    say('The browser does not let this page copy. The CSS is selected: copy it by hand.');
  });
});
byId('copy-link').addEventListener('click', () => {
  const { origin, pathname } = location;
  void copy(`${origin}${pathname}#${hashOf(theme)}`, 'The link is in the clipboard.', () => {
    say('The browser does not let this page copy. The link is the address of this page: copy it from there.');
  });
});

byId('controls').addEventListener('submit', (event) => event.preventDefault());

if (matchMedia('(prefers-color-scheme: dark)').matches && !location.hash) theme.scheme = 'dark';
await loadLook();
draw();
// The preview may have been there first: asked again, it says so again.
preview.contentWindow?.postMessage({ type: 'hello' }, location.origin);
