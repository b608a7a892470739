/**
 * Lit has the page's parser read its templates. That of an XHTML page reads XML, which they are not: while `draw` runs, they
 * belong to a document that is HTML.
 */
export function readAsHtml(draw: () => void): void {
  if (document.contentType === 'text/html') return draw();
  const html = document.implementation.createHTMLDocument();
  const own = Object.getOwnPropertyDescriptor(document, 'createElement');
  Object.defineProperty(document, 'createElement', {
    configurable: true,
    value: (name: string) => html.createElement(name),
  });
  try {
    draw();
  } finally {
    Reflect.deleteProperty(document, 'createElement');
    if (own) Object.defineProperty(document, 'createElement', own);
  }
}
