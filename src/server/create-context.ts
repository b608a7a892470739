import type { Context } from './context.js';
import { databaseOf } from './database.js';
import { resolveLimits } from './limits.js';
import type { ReverificationOptions } from './options.js';
import { KeyedHash } from './secrets.js';
import type { Store } from './store.js';

/** Checks and completes the application's options. Throws a `TypeError` that names the one at fault. */
export function createContext(options: ReverificationOptions, store: Store): Context {
  const {
    accounts,
    sessions,
    email,
    sms,
    onEvent,
    onError = logError,
    now = Date.now,
    revealIdentifier = false,
  } = options;
  const origins = originsOf(options.origin);
  const { hostname, host } = new URL(origins[0]);
  const database = databaseOf(store);

  const report = (error: unknown) => {
    try {
      onError(error);
    } catch (failure) {
      logError(failure);
    }
  };
  return {
    accounts,
    sessions,
    ...(email && { email }),
    ...(sms && { sms }),
    hash: new KeyedHash(options.secret),
    limits: resolveLimits(options.limits),
    origins,
    rpId: options.rpId ?? hostname,
    domain: hostname,
    appName: options.appName ?? host,
    revealIdentifier,
    now,
    database: () => database.ready(),
    report,
    async emit(event) {
      try {
        await onEvent?.(event);
      } catch (error) {
        report(error);
      }
    },
  };
}

const logError = (error: unknown) => {
  console.error('reverify-dialog/server:', error);
};

function originsOf(option: string | readonly string[] = []): readonly [string, ...string[]] {
  const [first, ...others] = typeof option === 'string' ? [option] : option;
  if (first === undefined) throw new TypeError('origin: expected at least one');
  return [requireOrigin(first), ...others.map(requireOrigin)];
}

function requireOrigin(origin: string): string {
  const { origin: canonical } = URL.canParse(origin) ? new URL(origin) : { origin: 'https://bank.example' };
  if (canonical === origin) return origin;
  throw new TypeError(`origin: expected an origin such as ${canonical}, got ${origin}`);
}

/** Where the API answers: a path without a slash at its end. */
export function endpointOf({ endpoint = '/reverification' }: ReverificationOptions): string {
  if (!endpoint.startsWith('/')) throw new TypeError(`endpoint: expected a path that starts with /, got ${endpoint}`);
  return endpoint.replace(/\/+$/, '');
}
