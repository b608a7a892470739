import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from './options.js';

const FEWEST_BYTES = 32;

/**
 * Hashes short secrets under a key, so that whoever reads the database cannot try all codes against it (HMAC-SHA-256,
 * RFC 2104). What a hash is for is part of it: a code's hash is worth nothing for another verification or factor.
 */
export class KeyedHash {
  readonly #keys: readonly [Uint8Array, ...Uint8Array[]];

  /** @throws TypeError if there is no secret, or one is shorter than 32 bytes. */
  constructor(secret: Secret | readonly Secret[] = []) {
    const [current, ...previous] = typeof secret === 'string' || secret instanceof Uint8Array ? [secret] : secret;
    if (current === undefined) throw new TypeError('secret: expected at least one');
    this.#keys = [keyOf(current), ...previous.map(keyOf)];
  }

  /** The hash to keep, under the first key. */
  hash(...parts: string[]): string {
    return hmac(this.#keys[0], parts);
  }

  /** The hashes under every key, for looking one up. */
  candidates(...parts: string[]): string[] {
    return this.#keys.map((key) => hmac(key, parts));
  }

  /** Compares in constant time. */
  matches(hash: string, ...parts: string[]): boolean {
    const kept = Buffer.from(hash);
    return this.candidates(...parts)
      .map((candidate) => Buffer.from(candidate))
      .some((candidate) => candidate.length === kept.length && timingSafeEqual(candidate, kept));
  }
}

function keyOf(secret: Secret): Uint8Array {
  const key = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret;
  if (key.length >= FEWEST_BYTES) return key;
  throw new TypeError(`secret: expected at least ${FEWEST_BYTES} random bytes, got ${key.length}`);
}

// As JSON, so that no two lists of parts read the same.
const hmac = (key: Uint8Array, parts: string[]) =>
  createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
