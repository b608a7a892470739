/* All states at once, each in a frame of its own: modal, they would cover each other. */
import { choices, parametersOf, settingNames, settingsIn, variants } from './settings.js';
import type { Settings } from './settings.js';
import { states } from './states.js';

const titles = { scheme: 'Scheme', lang: 'Language', width: 'Width', text: 'Text', words: 'Words' } as const;

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no ${id}`);
  return element;
}

function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const fields = settingNames.map((name) => {
  const options = Object.entries(choices[name]).map(([value, label]) => make('option', { value }, label));
  return { name, select: make('select', { name }, ...options) };
});

const picked = (): Partial<Settings> => Object.fromEntries(fields.map(({ name, select }) => [name, select.value]));

const addressOf = (settings: Partial<Settings>) => `/gallery?${parametersOf(settings).toString()}`;

/** Its frame is only to be looked at; the link opens it to be used. */
function card(name: string, settings: Settings): HTMLElement {
  const href = `/gallery/state#${parametersOf(settings, name).toString()}`;
  const frame = make('iframe', { src: href, title: name, loading: 'lazy', inert: true });
  return make('li', {}, make('h2', {}, make('a', { href }, name)), frame);
}

function draw(): void {
  const settings = settingsIn(new URLSearchParams(location.search));
  for (const { name, select } of fields) select.value = settings[name];
  for (const link of byId('variants').querySelectorAll('a')) {
    const isShown = link.getAttribute('href') === addressOf(settings);
    if (isShown) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
  const shown = Object.entries(states).filter(([, { needs }]) => needs === undefined || needs in globalThis);
  const list = byId('states');
  list.className = `${settings.width} ${settings.text}`;
  list.replaceChildren(...shown.map(([name]) => card(name, settings)));
}

/** A dialog that opens takes the focus, out of an inert frame too: away from whoever is picking. */
let focused: HTMLElement | undefined;
addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement && !(target instanceof HTMLIFrameElement)) focused = target;
});
addEventListener('message', ({ origin }) => {
  if (origin !== location.origin) return;
  const { activeElement } = document;
  if (activeElement instanceof HTMLIFrameElement) activeElement.blur();
  // Firefox does not tell that an inert frame has it.
  focused?.focus({ preventScroll: true });
});

byId('variants').append(
  ...Object.entries(variants).map(([name, settings]) => make('a', { href: addressOf(settings) }, name)),
);
byId('settings').append(...fields.map(({ name, select }) => make('label', {}, `${titles[name]} `, select)));
byId('settings').addEventListener('change', () => {
  history.replaceState(null, '', addressOf(picked()));
  draw();
});
draw();
