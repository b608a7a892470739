import { clerkChallenge, stepUpChallenge } from './challenge-readers.js';
import { gateOf } from './gate.js';
import type { Reverify } from './gate.js';
import { isBeneath } from './outermost.js';
import { overrideMethod } from './property-override.js';
import type { ChallengeReader } from './refusal.js';
import type { FetchArguments } from './replayable-request.js';
import { originFilter, resolveUrl } from './request-url.js';
import { createReverifyingFetch } from './reverifying-fetch.js';
import type { ReverifyingFetchOptions } from './reverifying-fetch.js';
import type { Interception } from './reverifying-xhr-call.js';
import { interceptXhr } from './reverifying-xhr.js';

type Page = Window & typeof globalThis;
type Fetch = typeof globalThis.fetch;

export interface InterceptPageOptions extends Pick<
  ReverifyingFetchOptions,
  'reverify' | 'challenges' | 'prepareReplay' | 'replay' | 'maxReplayBytes'
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
  readonly fetch: Fetch;
}

/** One set of replaced functions for a window, however many rules it follows. */
interface Layer {
  readonly rules: Set<PageRule>;
  readonly fetch: Fetch;
  readonly restore: () => void;
}

const layers = /* @__PURE__ */ new WeakMap<Page, Layer>();

/**
 * Makes all `fetch` and `XMLHttpRequest` calls of a page ask the user to verify when the API refuses, and sends them
 * again. Covers the page's own origin and `origins`; other requests reach what was there before with their own arguments.
 * Callers need not know of it: when the user cancels, or cannot be verified, they get the API's refusal, untouched.
 *
 * @param pageReverify what asks the user where `options.reverify` does not say: the page's dialog, shared by all.
 * @throws TypeError for an origin that is none.
 */
export function interceptPage(options: InterceptPageOptions, pageReverify: Reverify): PageInterception {
  const { window = globalThis.window } = options;
  const covers = originFilter(window, options.origins ?? []);
  const layer = layers.get(window) ?? install(window);
  const rule = ruleOf(options, pageReverify, covers, layer.fetch);
  layer.rules.add(rule);
  return {
    dispose() {
      if (!layer.rules.delete(rule) || layer.rules.size > 0) return;
      layers.delete(window);
      layer.restore();
    },
  };
}

/** Code that calls `fetch` does not expect our errors: it gets the API's refusal, as from `XMLHttpRequest`. */
const toTheUnknowing = { onCancel: 'respond', onFailure: 'respond' } as const;

function ruleOf(
  options: InterceptPageOptions,
  pageReverify: Reverify,
  covers: PageRule['covers'],
  fetch: Fetch,
): PageRule {
  const { reverify, challenges = [clerkChallenge, stepUpChallenge] } = options;
  const ofCovered = challenges.map(
    (read): ChallengeReader =>
      (response, readJson) =>
        covers(response.url) ? read(response, readJson) : undefined,
  );
  return {
    ...options,
    covers,
    gate: gateOf(reverify),
    reverify: reverify ?? pageReverify,
    fetch: createReverifyingFetch({ ...options, challenges: ofCovered, fetch, ...toTheUnknowing }, pageReverify),
  };
}

/** `Request` or not: it may be another window's. */
const addressOf = (input: FetchArguments[0]) => (typeof input === 'object' && 'url' in input ? input.url : input);

function install(window: Page): Layer {
  const rules = new Set<PageRule>();
  const find = (url: URL) => [...rules].find(({ covers }) => covers(url));
  const fetch: Fetch = window.fetch.bind(window);
  const restoreFetch = overrideMethod<unknown, FetchArguments>(window, 'fetch', (inherited) => (self, args) => {
    const url = isBeneath() ? undefined : resolveUrl(window, addressOf(args[0]));
    const rule = url && find(url);
    return rule ? rule.fetch(...args) : inherited(self, args);
  });
  const restoreXhr = interceptXhr(window, find);
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
