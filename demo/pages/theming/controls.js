/* What can be changed on this page: each a custom property of `<reverify-dialog>`, its name without `--reverify-`. */

export const looks = [
  ['default', 'Default'],
  ['plain', 'Plain'],
  ['bootstrap', 'Bootstrap-like'],
  ['material', 'Material-like'],
  ['github', 'GitHub-like'],
];

/** Some of those in `../gallery/states.ts`. */
export const states = [
  ['password', 'Password'],
  ['a wrong answer', 'Wrong password'],
  ['checking an answer', 'Checking'],
  ['choosing', 'Methods'],
  ['email code', 'Code by email'],
  ['an error of the dialog', 'Service error'],
  ['unavailable', 'No way to go on'],
  ['starting', 'Starting'],
  ['confirmed', 'Verified'],
];

export const schemes = [
  ['light', 'Light'],
  ['dark', 'Dark'],
];

const stack = (...names) => names.join(', ');

const fonts = [
  ['', 'As the look has it'],
  ['system-ui, sans-serif', 'System'],
  [stack('Seravek', "'Gill Sans Nova'", 'Ubuntu', 'Calibri', 'sans-serif'), 'Humanist'],
  [stack('ui-rounded', "'Arial Rounded MT Bold'", 'Nunito', 'sans-serif'), 'Rounded'],
  [stack('ui-serif', "'Iowan Old Style'", 'Georgia', 'serif'), 'Serif'],
  [stack('ui-monospace', "'Cascadia Mono'", 'Consolas', 'monospace'), 'Monospace'],
];

const weights = [
  ['', 'As the look has it'],
  ...['300', '400', '500', '600', '700', '800'].map((weight) => [weight, weight]),
];

const shadows = [
  ['', 'As the look has it'],
  ['none', 'None'],
  ['0 2px 8px #0003', 'Low'],
  ['0 12px 32px -8px #0006', 'Middle'],
  ['0 32px 96px -8px #000c', 'High'],
];

const backdrops = [
  ['', 'As the look has it'],
  ['#0000', 'None'],
  ['#0006', 'Light'],
  ['#000c', 'Dark'],
  ['#fffb', 'White'],
];

const colour = (name, label) => ({ name, label, kind: 'colour' });
const length = (name, label, min, max, value, unit = 'px', step = 1) => ({
  ...{ name, label, kind: 'length' },
  ...{ min, max, value, unit, step },
});
const choice = (name, label, options) => ({ name, label, kind: 'choice', options });

export const groups = {
  colours: [colour('accent', 'Accent'), colour('surface', 'Surface'), colour('text', 'Text')],
  'more-colours': [
    colour('on-accent', 'Text on the accent'),
    colour('accent-hover', 'Button under the pointer'),
    colour('link', 'Links and icons'),
    colour('focus', 'Focus ring'),
    colour('tint', 'Tint'),
    colour('muted', 'Text of second rank'),
    colour('line', 'Lines'),
    colour('border', 'Border of the field'),
    colour('field', 'Inside of the field'),
    colour('error', 'Errors'),
  ],
  shape: [
    length('radius', 'Corners', 0, 28, 10),
    length('button-radius', 'Corners of buttons', 0, 40, 10),
    length('dialog-radius', 'Corners of the dialog', 0, 40, 18),
    length('space', 'Space', 12, 48, 24),
    length('control-height', 'Height of fields and buttons', 32, 72, 48),
    length('width', 'Width', 280, 640, 408),
    choice('shadow', 'Shadow', shadows),
    choice('backdrop', 'Backdrop', backdrops),
  ],
  type: [
    choice('font', 'Font', fonts),
    length('font-size', 'Size', 12, 22, 16),
    choice('font-weight', 'Weight', weights),
    choice('strong-weight', 'Weight of labels', weights),
    choice('heading-font', 'Font of the heading', fonts),
    length('heading-size', 'Size of the heading', 1, 2.5, 1.375, 'em', 0.125),
    choice('heading-weight', 'Weight of the heading', weights),
  ],
};

export const controls = new Map(
  Object.values(groups)
    .flat()
    .map((control) => [control.name, control]),
);
