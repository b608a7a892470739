/** The language that an element's content is in: the nearest `lang`, through shadow roots, up to the page's. */
export function languageOf(element: Element): string {
  const root = element.getRootNode();
  return element.closest('[lang]')?.getAttribute('lang') ?? (root instanceof ShadowRoot ? languageOf(root.host) : '');
}
