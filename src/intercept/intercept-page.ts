import { isJsonObject } from '../protocol/json.js';
import { gateOf } from './gate.js';
import type { Reverify } from './gate.js';
import { isBeneath } from './outermost.js';
import { overrideMethod } from './property-override.js';
import type { FetchArguments } from './replayable-request.js';
import { originFilter, resolveUrl } from './request-url.js';
import { createReverifyingFetch } from './reverifying-fetch.js';
import type { ReverifyingFetchOptions } from './fetch-options.js';
import type { Interception } from './interception.js';
import { interceptXhr } from './reverifying-xhr.js';

type Page = Window & typeof globalThis;
type Fetch = typeof globalThis.fetch;

export interface InterceptPageOptions extends Pick<
  ReverifyingFetchOptions,
  'reverify' | 'reason' | 'challenges' | 'prepareReplay' | 'replay' | 'replayRedirected' | 'maxReplayBytes'
> {
  /** Origins besides the page's own whose refusals count, such as `https://api.example.com`. Default: none. */
  origins?: readonly string[];
  /** The window whose requests are meant. Default: the global one. */
  window?: Page;
}

/** Undoes one {@link interceptPage}. */
export interface PageInterception {
  /** What others replaced meanwhile stays in place, and ours beneath it does nothing. May be called again. */
  dispose(): void;
}

interface PageRule extends Interception {
  /** Upon what was there before. */
  readonly fetch: Fetch;
}

/** What interception must know of the page. */
export interface InterceptedPage {
  /** Asks the user where the options do not say how: by the page's dialog, shared by all. */
  readonly reverify: Reverify;
  /** Whether an address is the verification API's: what asks the user sends there, and would wait for itself. */
  readonly isVerificationApi?: Interception['isVerificationApi'];
}

/** One set of replaced functions for a window, however many rules it follows. */
interface Layer {
  readonly rules: Set<PageRule>;
  /** What was there before. */
  readonly fetch: Fetch;
  readonly restore: () => void;
}

const layers = /* @__PURE__ */ new WeakMap<Page, Layer>();

/**
 * Makes all `fetch` and `XMLHttpRequest` calls of a page ask the user to verify when the API refuses, and sends them
 * again. Covers the page's own origin and `origins`; other requests reach what was there before with their own arguments.
 * Callers need not know of it: when the user cancels, or cannot be verified, they get the API's refusal, untouched.
 *
 * @throws TypeError for an origin that is none.
 */
export function interceptPage(options: InterceptPageOptions, page: InterceptedPage): PageInterception {
  const { window = globalThis.window } = options;
  const covers = originFilter(window, options.origins ?? []);
  const layer = layers.get(window) ?? install(window);
  const rule = ruleOf(options, page, covers, layer.fetch);
  layer.rules.add(rule);
  return {
    dispose() {
      if (layer.rules.delete(rule) && layer.rules.size === 0) {
        layers.delete(window);
        layer.restore();
      }
    },
  };
}

function ruleOf(
  options: InterceptPageOptions,
  { reverify: reverifyByPage, isVerificationApi }: InterceptedPage,
  covers: PageRule['covers'],
  fetch: Fetch,
): PageRule {
  const { reverify } = options;
  const rule = { ...options, covers, isVerificationApi };
  return {
    ...rule,
    gate: gateOf(reverify),
    reverify: reverify ?? reverifyByPage,
    // Code that calls `fetch` does not expect our errors: it gets the API's refusal, as from `XMLHttpRequest`.
    fetch: createReverifyingFetch({ ...rule, fetch, onCancel: 'respond', onFailure: 'respond' }, reverifyByPage),
  };
}

/** `Request` or not: it may be another window's. */
const addressOf = (input: unknown) => (isJsonObject(input) && 'url' in input ? input['url'] : input);

const findRule = (rules: Iterable<PageRule>, url: URL) => [...rules].find(({ covers }) => covers(url));

/** Sends what a rule covers by that rule; of another window, with an address that does not depend on ours. */
function sendByRule(rules: Iterable<PageRule>, window: Page, call: FetchArguments): Promise<Response> | undefined {
  const [input, ...rest] = call;
  const url = isBeneath() ? undefined : resolveUrl(window, addressOf(input));
  if (!url) return undefined;
  const isFixed = window === globalThis.window || isJsonObject(input);
  const fixed: FetchArguments = isFixed ? call : [url, ...rest];
  return findRule(rules, url)?.fetch(...fixed);
}

function install(window: Page): Layer {
  const rules = new Set<PageRule>();
  const fetch: Fetch = window.fetch.bind(window);
  const restoreFetch = overrideMethod<unknown, FetchArguments>(
    window,
    'fetch',
    (inherited) => (self, call) => sendByRule(rules, window, call) ?? inherited(self, call),
  );
  const restoreXhr = interceptXhr(window, (url) => findRule(rules, url));
  const layer: Layer = {
    rules,
    fetch,
    restore() {
      restoreXhr();
      restoreFetch();
    },
  };
  layers.set(window, layer);
  return layer;
}
