import { ofPage } from './of-page.js';

/** What a wrapper is sending: the request of one XMLHttpRequest, or whatever is sent. */
type Scope = XMLHttpRequest | 'any';

interface Sending {
  scope?: Scope | undefined;
}

let sending: Sending | undefined;

/** Kept, since looking at the global object takes longer than `fetch`. */
const shared = (): Sending => (sending ??= ofPage('sending', (): Sending => ({})));

/**
 * From here to {@link endSending}, interceptors beneath keep out. For what is called so often that handing in a function
 * would count.
 *
 * @returns what to hand to `endSending`.
 */
export function beginSending(scope: Scope = 'any'): Scope | undefined {
  const state = shared();
  const outer = state.scope;
  state.scope = scope;
  return outer;
}

export function endSending(outer: Scope | undefined): void {
  shared().scope = outer;
}

/**
 * Calls `send`, and keeps interceptors beneath (of this copy of the package, or of another on the page) out of what it
 * sends at once: where wrappers lie upon each other, the outermost asks, and only it.
 */
export function sendOutermost<T>(send: () => T, scope: Scope = 'any'): T {
  const outer = beginSending(scope);
  try {
    return send();
  } finally {
    endSending(outer);
  }
}

/** Whether a wrapper above answers for a request that is being made. */
export function isBeneath(request?: XMLHttpRequest): boolean {
  const { scope } = shared();
  return scope !== undefined && (scope === 'any' || scope === request);
}
