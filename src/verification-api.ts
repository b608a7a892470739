/** What of a dialog tells where its requests go. */
export interface Sender {
  readonly endpoint?: string | null;
}

/**
 * Whether an address is the verification API's (protocol, section 5), of any of `dialogs`: by default of those in the
 * document, or of the one that will be made there.
 */
export function isVerificationApi(
  address: string,
  dialogs: Iterable<Sender> = document.querySelectorAll('reverify-dialog'),
): boolean {
  const endpoints = [...dialogs].map(({ endpoint }) => endpoint ?? DEFAULT_ENDPOINT);
  return (endpoints.length > 0 ? endpoints : [DEFAULT_ENDPOINT]).some((endpoint) => isBelow(address, endpoint));
}

const DEFAULT_ENDPOINT = '/reverification';

function isBelow(address: string, endpoint: string): boolean {
  if (!URL.canParse(endpoint, document.baseURI) || !URL.canParse(address, document.baseURI)) return false;
  const { origin, pathname } = new URL(address, document.baseURI);
  const api = new URL(endpoint, document.baseURI);
  const base = api.pathname.replace(/\/+$/, '');
  if (origin !== api.origin || !pathname.startsWith(base)) return false;
  return /^\/(session|verify(\/\w+)?)$/.test(pathname.slice(base.length));
}
