/* Contrast ratios (WCAG 2.2) of what the dialog shows, and its colours as `#rrggbb`. */

const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

function rgb(colour) {
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

const colourOf = (colour) =>
  `#${rgb(colour)
    .map((channel) => channel.toString(16).padStart(2, '0'))
    .join('')}`;

function luminance(colour) {
  const [red, green, blue] = rgb(colour).map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const isTransparent = (colour) => colour === 'transparent' || /^rgba\(.*, 0\)$/.test(colour);

function behind(element) {
  const { backgroundColor } = getComputedStyle(element);
  return isTransparent(backgroundColor) && element.parentElement ? behind(element.parentElement) : backgroundColor;
}

/** What is told of: the part, which of its colours, and what WCAG 2.2 asks (1.4.3, 1.4.11). */
const told = [
  ['Text', 'heading', 'color', 4.5],
  ['Text of second rank', 'lead', 'color', 4.5],
  ['Text on the accent', 'submit', 'color', 4.5],
  ['Links', 'link', 'color', 4.5],
  ['Errors', 'error', 'color', 4.5],
  ['Border of the field', 'field', 'borderTopColor', 3],
];

export function measure({ shadowRoot }) {
  const part = (name) => shadowRoot.querySelector(`[part~=${name}]:not([aria-disabled=true])`);
  const dialog = part('dialog');
  const ratios = told.flatMap(([label, name, property, least]) => {
    const element = part(name);
    if (!element) return [];
    const around = property === 'color' ? element : dialog;
    return [{ label, ratio: contrast(getComputedStyle(element)[property], behind(around)), least }];
  });
  return { ratios, colours: coloursOf(part) };
}

/** What each colour's control shows as long as nobody has set it. */
function coloursOf(part) {
  const read = (name, property) => {
    const element = part(name);
    return element ? colourOf(getComputedStyle(element)[property]) : undefined;
  };
  const dialog = part('dialog');
  const link = read('link', 'color');
  return {
    accent: read('submit', 'backgroundColor'),
    'accent-hover': read('submit', 'backgroundColor'),
    'on-accent': read('submit', 'color'),
    surface: dialog && colourOf(behind(dialog)),
    field: dialog && colourOf(behind(part('field') ?? dialog)),
    text: read('heading', 'color'),
    link,
    focus: link,
    tint: dialog && colourOf(behind(part('icon-shield') ?? dialog)),
    muted: read('lead', 'color'),
    line: read('account', 'borderTopColor'),
    // Of a wrong answer it is the colour of errors.
    border: part('icon-alert') ? undefined : read('field', 'borderTopColor'),
    error: read('error', 'color'),
  };
}
