/* What was picked, as CSS and as an address. */

import { controls, looks, schemes, states } from './controls.js';

const isOneOf = (options, value) => options.some(([name]) => name === value);

/** What the element has by itself. */
const defaults = {
  accent: ['#1d4fd7', '#8fb4ff'],
  surface: ['#ffffff', '#1b1d23'],
  text: ['#16181d', '#eef0f4'],
  error: ['#b3261e', '#ffa198'],
};

/** `#abc` as `#aabbcc`, the only form that `<input type=color>` knows. */
const long = (hex) => (hex.length === 4 ? hex.replace(/[^#]/g, '$&$&') : hex);

/** The colours of a look, [light, dark], as far as they are plain ones. */
export function coloursOf(css) {
  const colours = { ...defaults };
  const plain = /--reverify-([a-z-]+): (?:light-dark\((#[\da-f]{3,6}), (#[\da-f]{3,6})\)|(#[\da-f]{3,6}));/g;
  for (const [, name, light, dark, both] of css.matchAll(plain)) {
    colours[name] = [long(light ?? both), long(dark ?? both)];
  }
  return colours;
}

/** The lengths of a look, in the unit of their control. */
export function lengthsOf(css) {
  const inPixels = {};
  for (const [, name, number, unit] of css.matchAll(/--reverify-([a-z-]+): ([\d.]+)(px|rem|em);/g)) {
    const em = inPixels['font-size'] ?? 16;
    inPixels[name] = Number(number) * { px: 1, rem: 16, em }[unit];
  }
  const em = inPixels['font-size'] ?? 16;
  return Object.fromEntries(
    Object.entries(inPixels).map(([name, pixels]) => [name, controls.get(name)?.unit === 'em' ? pixels / em : pixels]),
  );
}

/** What a control sets, by its name in `values`. */
export const keyOf = ({ name, kind }, scheme) => (kind === 'colour' && scheme === 'dark' ? `${name}.dark` : name);

/** `values` holds what was picked: text by a property's name, and for a colour in the dark by `name.dark`. */
export const emptyTheme = () => ({ look: 'default', scheme: 'light', state: 'password', values: {} });

function colourCss(name, values, known) {
  const light = values[name];
  const dark = values[`${name}.dark`];
  const [ours, ourDark] = known[name] ?? [];
  const one = light ?? ours ?? dark;
  const other = dark ?? ourDark ?? light;
  return one === other ? one : `light-dark(${one}, ${other})`;
}

function* declarations({ values }, known) {
  for (const { name, kind, unit } of controls.values()) {
    const isSet = name in values || `${name}.dark` in values;
    if (!isSet) continue;
    const value = kind === 'colour' ? colourCss(name, values, known) : `${values[name]}${unit ?? ''}`;
    yield `  --reverify-${name}: ${value};`;
  }
}

/** The rule that makes the look this theme. */
export function ruleOf(theme, known) {
  const lines = [...declarations(theme, known)];
  return lines.length > 0 ? `reverify-dialog {\n${lines.join('\n')}\n}\n` : '';
}

/** What to take home. */
export function cssOf(theme, known) {
  const start = theme.look === 'default' ? '' : `@import 'reverify-dialog/looks/${theme.look}.css';\n`;
  const rule = ruleOf(theme, known);
  return [start, rule].filter(Boolean).join('\n') || '/* The default look needs no CSS. */\n';
}

export function hashOf({ look, scheme, state, values }) {
  return new URLSearchParams({ look, scheme, state, ...values }).toString();
}

/** Whoever wrote the address: nothing of it reaches a style sheet that this page could not have picked itself. */
export function themeFrom(hash) {
  const theme = emptyTheme();
  const { look, scheme, state, ...rest } = Object.fromEntries(new URLSearchParams(hash));
  if (isOneOf(looks, look)) theme.look = look;
  if (isOneOf(schemes, scheme)) theme.scheme = scheme;
  if (isOneOf(states, state)) theme.state = state;
  for (const [key, value] of Object.entries(rest)) if (isPossible(key, value)) theme.values[key] = value;
  return theme;
}

function isPossible(key, value) {
  const [name, dark] = key.split('.');
  const control = controls.get(name);
  if (control?.kind === 'colour') return (dark ?? 'dark') === 'dark' && /^#[\da-f]{6}$/.test(value);
  if (!control || dark !== undefined || value === '') return false;
  if (control.kind === 'choice') return isOneOf(control.options, value);
  const number = Number(value);
  return String(number) === value && number >= control.min && number <= control.max;
}
