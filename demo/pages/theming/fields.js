/* The form's fields: each shows what is set, or what follows from the rest, and says when it was changed. */

import { groups, looks, schemes } from './controls.js';
import { keyOf } from './theme.js';

export const byId = (id) => document.getElementById(id);

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export const options = (choices) => choices.map(([value, label]) => make('option', { value }, label));

/** One of few, all in sight. */
function radios(name, choices, onPick) {
  const picks = choices.map(([value, label]) => {
    const input = make('input', { type: 'radio', name, value });
    input.addEventListener('change', () => onPick(value));
    return make('label', { className: 'pick' }, input, make('span', {}, label));
  });
  return make('div', { className: 'picks' }, ...picks);
}

function fieldOf(control) {
  const id = `set-${control.name}`;
  if (control.kind === 'choice') return make('select', { id }, ...options(control.options));
  if (control.kind === 'colour') return make('input', { id, type: 'color' });
  const { min, max, step } = control;
  return make('input', { id, type: 'range', min, max, step });
}

/**
 * The whole form. `onSet(name, value)` hears of each change, with no value where it is to follow from the rest again;
 * `onPick(what, value)` of a look or a colour scheme.
 */
export class Fields {
  #rows = new Map();

  constructor({ onSet, onPick }) {
    byId('look').append(radios('look', looks, (value) => onPick('look', value)));
    byId('scheme').append(radios('scheme', schemes, (value) => onPick('scheme', value)));
    for (const [group, controls] of Object.entries(groups)) {
      byId(group).append(...controls.map((control) => this.#row(control, onSet)));
    }
  }

  #row(control, onSet) {
    const { name, label, kind } = control;
    const field = fieldOf(control);
    const output = make('output', { htmlFor: field.id });
    const undo = make('button', { type: 'button', className: 'undo', hidden: true }, 'Undo');
    undo.setAttribute('aria-label', `Undo: ${label}`);
    field.addEventListener('input', () => onSet(name, field.value));
    undo.addEventListener('click', () => {
      onSet(name, undefined);
      // The button is gone now, and the focus would be lost with it.
      field.focus();
    });
    this.#rows.set(name, { control, field, output, undo });
    return make('div', { className: `row ${kind}` }, make('label', { htmlFor: field.id }, label), field, output, undo);
  }

  /** `following` is what each would be, were it not set. */
  show({ look, scheme, values }, following) {
    for (const [group, value] of Object.entries({ look, scheme })) {
      for (const input of byId(group).querySelectorAll('input')) input.checked = input.value === value;
    }
    for (const { control, field, output, undo } of this.#rows.values()) {
      const set = values[keyOf(control, scheme)];
      const value = String(set ?? following(control));
      if (field.value !== value) field.value = value;
      output.value = control.kind === 'choice' ? '' : `${value}${control.unit ?? ''}`;
      undo.hidden = set === undefined;
    }
  }
}

export function showContrast(ratios) {
  const items = ratios.map(({ label, ratio, least }) => {
    const passes = ratio >= least;
    // Rounded down: 4.499 is not 4.5.
    const number = `${(Math.floor(ratio * 100) / 100).toFixed(2)}:1`;
    const verdict = passes ? 'passes' : `fails, ${least}:1 is needed`;
    return make(
      ...['li', { className: passes ? 'pass' : 'fail' }],
      ...[make('span', {}, label), make('strong', {}, number), make('span', { className: 'verdict' }, verdict)],
    );
  });
  byId('contrast').replaceChildren(...items);
}
