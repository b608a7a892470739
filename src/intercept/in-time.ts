import { untilAborted } from './until-aborted.js';

/**
 * How long to wait for a part of ours that is loaded when it is first needed. Milliseconds. Where the network has just
 * delivered a refusal, a few kilobytes take a second or two, some more on a bad line; ten seconds is what people bear to wait
 * for an answer at all (Nielsen). Then the caller gets the refusal rather than nothing.
 */
const PATIENCE = 10_000;

/** What comes of `loading`; rejects with a `TimeoutError` where that takes too long. */
export const inTime = <T>(loading: Promise<T>): Promise<T> => untilAborted(AbortSignal.timeout(PATIENCE), loading);
