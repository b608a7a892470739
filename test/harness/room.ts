import type { DialogHarness } from './dialog-harness.js';

/** What users set to read more easily: at least this much must do no harm (WCAG 2.2, 1.4.12). */
const spacing = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-block-end: 2em !important }`;

/** Half a pixel and more is seen; less is how engines round. */
const SEEN = 0.75;

interface Box {
  readonly what: string;
  readonly rect: DOMRect;
}

/** Spaces the text of a dialog as its user might. */
export function spaceText({ root }: DialogHarness): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(spacing);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** Every line of text, and every icon, where it is drawn. */
function boxes({ dialog }: DialogHarness): Box[] {
  const found: Box[] = [];
  const walker = document.createTreeWalker(dialog, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node instanceof Element ? node : node.parentElement;
    if (!element || element.closest('.hidden') || !element.checkVisibility({ visibilityProperty: true })) continue;
    const isDrawn = node instanceof SVGSVGElement || element.matches('[part=spinner]');
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = isDrawn ? [element.getBoundingClientRect()] : node instanceof Text ? [...range.getClientRects()] : [];
    const what = node instanceof Text ? node.data.trim() : (element.getAttribute('part') ?? element.localName);
    if (what !== '') found.push(...rects.map((rect) => ({ what, rect })));
  }
  return found;
}

const overlap = (one: DOMRect, other: DOMRect): boolean =>
  Math.min(one.right, other.right) - Math.max(one.left, other.left) > SEEN &&
  Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > SEEN;

/** What has no room: text outside the dialog, or over other text or an icon; a button or a field that cuts its text off. */
export function lackOfRoom(harness: DialogHarness): string[] {
  const { dialog, root } = harness;
  const edges = dialog.getBoundingClientRect();
  const all = boxes(harness);
  return [
    ...(dialog.scrollWidth > dialog.clientWidth ? ['the dialog scrolls sideways'] : []),
    ...all
      .filter(({ rect }) => rect.left < edges.left - SEEN || rect.right > edges.right + SEEN)
      .map(({ what }) => `outside: ${what}`),
    ...all.flatMap(({ what, rect }, index) =>
      all
        .slice(index + 1)
        .filter((other) => other.what !== what && overlap(rect, other.rect))
        .map((other) => `${what} / ${other.what}`),
    ),
    ...[...root.querySelectorAll('button, [part=input]')]
      .filter((box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 1)
      .map((box) => `cut off: ${box.getAttribute('part') ?? ''}`),
  ];
}
