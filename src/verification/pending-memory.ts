/** What is remembered of a verification, where, and what that is worth when it is taken up again. */
import { isSentCode } from '../protocol/factors.js';
import type { Factor, FactorStage } from '../protocol/factors.js';
import { isJsonObject, number, only, record, text } from '../protocol/json.js';
import type { Verification } from '../protocol/verification.js';
import { stageOf } from './factors.js';
import type { Pending, Recollection } from './pending.js';
import { keyOf, prepared, RESEND_AFTER } from './preparations.js';
import type { Preparation } from './preparations.js';
import type { FlowState } from './state.js';
import { unlessBlocked } from '../protocol/unless-blocked.js';

/** Where it is remembered: as `sessionStorage`. */
export type PendingStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** With the version of {@link Entry}: another version's is not understood. */
const PREFIX = 'reverify-dialog.pending.1 ';

/** A code that was sent, or is on its way (`sent` is 0). Times are Unix milliseconds. */
interface Sending {
  sent: number;
  resend: number;
  expire?: number | undefined;
}

/** What is stored, as JSON: no code, no address, nothing that was typed. Strategies and the ids of addresses name factors. */
interface Entry {
  /** The verification's. */
  id: string;
  /** When this was written. Unix milliseconds. */
  kept: number;
  /** What the user is asked for, by `keyOf`. */
  asked?: string | undefined;
  choosing?: boolean | undefined;
  /** By `keyOf`. */
  sendings: Partial<Record<string, Sending>>;
}

const readSending = /* @__PURE__ */ record<Sending>({ sent: number, resend: number, expire: number });
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const readEntry = /* @__PURE__ */ record<Entry>({
  id: text,
  kept: number,
  asked: text,
  choosing: only(isBoolean),
  sendings: (json) =>
    isJsonObject(json)
      ? Object.fromEntries(
          Object.entries(json).map(([key, value]) => [key, { sent: 0, resend: 0, ...readSending(value) }]),
        )
      : {},
});

/** Remembers in the tab's `sessionStorage`, if the page has one. */
export const sessionPending = (scope: string): Pending =>
  createPending(
    PREFIX + scope,
    unlessBlocked(() => ('document' in globalThis ? sessionStorage : undefined)),
    () => Date.now(),
  );

/** @param now Unix milliseconds. */
export function createPending(key: string, storage: PendingStorage | undefined, now: () => number): Pending {
  /** Of the verification under way, once it is known. */
  let entry: Entry | undefined;

  function read(): Partial<Entry> {
    return readEntry(unlessBlocked(() => JSON.parse(storage?.getItem(key) ?? 'null') as unknown));
  }

  function write(): void {
    unlessBlocked(() => {
      const isWorthIt = entry && (entry.asked !== undefined || Object.keys(entry.sendings).length > 0);
      if (isWorthIt) storage?.setItem(key, JSON.stringify({ ...entry, kept: now() }));
      else storage?.removeItem(key);
    });
  }

  /** What is remembered of this very verification. A clock that was set back since makes nonsense of it. */
  function entryOf({ id }: Verification): Entry | undefined {
    const { kept = Infinity, sendings = {}, ...rest } = read();
    return rest.id === id && kept < now() + RESEND_AFTER ? { ...rest, id, kept, sendings } : undefined;
  }

  function note(state: Extract<FlowState, { factors: unknown }>): void {
    const { verification, stage } = state;
    const factor = state.name === 'choosing' ? state.current : state.factor;
    const asked = factor && keyOf({ stage, factor });
    const sendings = entry?.id === verification.id ? { ...entry.sendings } : {};
    if (factor && asked && isSentCode(factor)) sendings[asked] = sendingIn(state, sendings[asked]);
    entry = { id: verification.id, kept: 0, asked, choosing: state.name === 'choosing', sendings };
  }

  function sendingIn(state: FlowState, before?: Sending): Sending | undefined {
    if (state.name === 'preparing') return before ?? { sent: 0, resend: now() + RESEND_AFTER };
    if (!('sent' in state)) return before;
    const { sent, resendAt: resend = 0, expireAt: expire } = state;
    return sent > 0 ? { sent, resend, expire } : undefined;
  }

  return {
    keep(state) {
      if ('factors' in state) note(state);
      else if (/^(complete|unavailable|session_changed)$/.test(state.name)) entry = undefined;
      // The verification stays open on the server, and so do its codes; where the user stood is of the past.
      else if (state.name === 'cancelled' && entry) entry = { ...entry, asked: undefined, choosing: undefined };
      else return;
      write();
    },

    recall(verification) {
      const stage = stageOf(verification);
      entry = stage && entryOf(verification);
      write();
      return stage && recollect(verification, stage, entry, now());
    },
  };
}

function recollect(
  verification: Verification,
  stage: FactorStage,
  { asked, choosing = false, sendings: remembered }: Pick<Entry, 'asked' | 'choosing' | 'sendings'> = { sendings: {} },
  now: number,
): Recollection {
  const nameOf = (factor: Factor) => keyOf({ stage, factor });
  const factors = verification[`${stage}Factors` as const];
  const preparations = new Map<string, Preparation>();
  for (const [key, sending] of Object.entries(remembered)) {
    const { sent, resend: resendAt, expire: expireAt } = sending ?? { sent: 0, resend: now };
    preparations.set(key, { sent, resendAt, ...(expireAt !== undefined && { expireAt }) });
  }

  /** The factor whose code the server waits for. It names the strategy alone: with two addresses, memory has to help. */
  function awaited(): Factor | undefined {
    const { status, strategy, expireAt = 0 } = verification[`${stage}FactorVerification` as const] ?? {};
    if (status !== 'unverified' || expireAt <= now) return undefined;
    const codes = factors.filter((factor) => isSentCode(factor) && factor.strategy === strategy);
    const isKnown = (factor: Factor) => {
      const { sent = 0, expireAt: known = expireAt } = preparations.get(nameOf(factor)) ?? {};
      return sent > 0 && known >= expireAt;
    };
    const factor =
      codes.find(isKnown) ?? (codes.length === 1 ? codes[0] : codes.find((code) => nameOf(code) === asked));
    if (factor && !isKnown(factor)) sentSince(factor, expireAt);
    return factor;
  }

  /** Another code was sent since: by a page that was gone before it could know, or by another tab. */
  function sentSince(factor: Factor, expireAt: number): void {
    const { sent = 0, resendAt = now, expireAt: before = expireAt } = preparations.get(nameOf(factor)) ?? {};
    // Codes live equally long, so that they expire as far apart as they were sent.
    const earliest = resendAt + expireAt - before;
    preparations.set(nameOf(factor), prepared({ sent, resendAt }, stage, verification, now, earliest));
  }

  const awaitedFactor = awaited();
  const askedFactor = factors.find((factor) => nameOf(factor) === asked);
  return {
    factor: askedFactor ?? awaitedFactor,
    isChoosing: choosing && askedFactor !== undefined,
    preparations: [...preparations]
      .filter(([, { sent }]) => sent > 0)
      .map(([key, preparation]) => [key, { ...preparation, sentEarlier: true }] as const),
  };
}
