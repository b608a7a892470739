const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

type Rgb = readonly [number, number, number];

/** A computed colour as sRGB. axe cannot read what `color-mix` computes to, and then says nothing about contrast. */
function rgb(color: string): Rgb {
  if (!canvas) throw new Error('this browser has no canvas');
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/** Relative luminance (WCAG 2.2). */
function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast ratio (WCAG 2.2) of two colours without transparency. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(rgb(one)), luminance(rgb(other))].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const isTransparent = (color: string) => color === 'transparent' || /^rgba\(.*, 0\)$/.test(color);

/** The colour behind an element's text. */
export function backgroundOf(element: Element): string {
  for (let around: Element | null = element; around; around = around.parentElement) {
    const { backgroundColor } = getComputedStyle(around);
    if (!isTransparent(backgroundColor)) return backgroundColor;
  }
  throw new Error('no background');
}
