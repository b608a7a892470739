import type { FactorStage } from '../protocol/factors.js';
import type { PublicUserData } from '../protocol/verification.js';
import type { AuditEvent } from './audit.js';
import type { Limits } from './limits.js';
import type { Store } from './store.js';

export type MaybePromise<T> = T | Promise<T>;

/** What {@link createReverification} needs to know. Everything that is the application's own stays with the application. */
export interface ReverificationOptions {
  /** Who is signed in. */
  sessions: Sessions;
  /** Which factors a user has, and whether a password is right. */
  accounts: Accounts;
  /**
   * At least 32 bytes of random data (a string counts in UTF-8). Codes are stored as keyed hashes under it. Of several,
   * the first makes new hashes and all are accepted: that is how to change it without voiding everybody's backup codes.
   */
  secret: Secret | readonly Secret[];
  /**
   * The origins of the pages that use this API: `https://bank.example`. Passkeys are bound to them, requests from
   * other sites are refused, and the first one's host stands in text messages.
   */
  origin: string | readonly string[];
  /** The passkeys' relying party id (WebAuthn): a domain. Default: the host name of the first origin. */
  rpId?: string;
  /** Where verifications are kept. Default: `createStore()`, embedded and in memory: for one process, and tests. */
  store?: Store;
  /** Sends a code by e-mail. Without it, nobody is offered `email_code`. */
  email?: (message: EmailMessage, options: SendOptions) => MaybePromise<unknown>;
  /** Sends a code by text message. Without it, nobody is offered `phone_code`. */
  sms?: (message: SmsMessage, options: SendOptions) => MaybePromise<unknown>;
  /** What messages call the application. Default: the host of the first origin. */
  appName?: string;
  /** The path below which {@link Reverification.handle} answers. Default `/reverification`. */
  endpoint?: string;
  /**
   * Sends `identifier` to the page as it is, so that password managers recognise the account. Default `false`: an
   * address or a number is masked.
   */
  revealIdentifier?: boolean;
  /** Is handed every outcome, without secrets. Awaited before the answer leaves; if it rejects, `onError` hears of it. */
  onEvent?: (event: AuditEvent) => MaybePromise<unknown>;
  /** Is handed what the application's functions or the database threw; the page only sees a 500. Default: `console.error`. */
  onError?: (error: unknown) => void;
  /** Other limits than the defaults. */
  limits?: Partial<Limits>;
  /** The clock, in Unix milliseconds; for tests and demonstrations. Default `Date.now`. */
  now?: () => number;
}

/** Key material: at least 32 bytes. */
export type Secret = string | Uint8Array;

export interface Sessions {
  /** The signed-in session that a request's own credentials name; `undefined` if it is nobody's. The body is not to be read. */
  get(request: Request): MaybePromise<Session | undefined>;
}

/** A signed-in session, as the application keeps it. Times are Unix milliseconds. */
export interface Session {
  /** Unique to this sign-in, and never given to another user. Not the cookie's secret, which need not leave the application. */
  id: string;
  userId: string;
  /** When the user last proved a first factor to the application itself, usually at sign-in. Absent or null: as far as is known, never. */
  firstFactorVerifiedAt?: number | null;
  /** The same for a second factor. */
  secondFactorVerifiedAt?: number | null;
}

export interface Accounts {
  /** The user with the factors they have enrolled; `undefined` (a deleted user) ends the session for this API. */
  get(userId: string): MaybePromise<Account | undefined>;
  /** Whether this is the user's password. Needed where an account says `hasPassword`. */
  verifyPassword?(userId: string, password: string): MaybePromise<boolean>;
  /** The user's authenticator apps. Asked only when a code is checked. Needed where an account says `hasTotp`. */
  totpSecrets?(userId: string): MaybePromise<readonly TotpSecret[]>;
  /** Keeps a passkey's new signature counter. Called before the verification counts; if it throws, it does not. */
  updatePasskeyCounter?(userId: string, passkeyId: string, counter: number): MaybePromise<unknown>;
}

/**
 * A user: what may be shown of them (`identifier` is masked on its way to the page, see `revealIdentifier`), and the
 * factors they have *enrolled*, whether or not they can be used right now. A user without any second factor may be asked
 * for the first instead, so leaving one out by mistake makes reverification weaker. Backup codes are not listed: the kit keeps
 * them (`reverification.backupCodes`).
 */
export interface Account extends PublicUserData {
  hasPassword?: boolean;
  /** Verified addresses that may receive codes (a first factor). */
  emailAddresses?: readonly EmailAddress[];
  /** Verified numbers that may receive codes. */
  phoneNumbers?: readonly PhoneNumber[];
  /** A first factor. */
  passkeys?: readonly Passkey[];
  /** Whether the user has an authenticator app (a second factor). */
  hasTotp?: boolean;
}

export interface EmailAddress {
  /** Stable and opaque: it goes to the page and comes back. Not the address itself. */
  id: string;
  address: string;
  primary?: boolean;
}

export interface PhoneNumber {
  /** Stable and opaque: it goes to the page and comes back. Not the number itself. */
  id: string;
  /** In international form: `+4915112345678` (E.164). */
  number: string;
  primary?: boolean;
  /** What it counts as. A number that counts as both lets one phone prove both factors. */
  usableAs: readonly FactorStage[];
}

/** A registered WebAuthn credential. */
export interface Passkey {
  /** The credential id, base64url. */
  id: string;
  /** The COSE public key: bytes, or base64url. */
  publicKey: Uint8Array | string;
  /** The last signature counter seen. */
  counter: number;
  transports?: readonly string[];
}

/** An authenticator app's shared secret (RFC 6238). */
export interface TotpSecret {
  /** Base32, as in `otpauth:` URIs. */
  secret: string;
  /** Default `SHA1`, the only one that all apps know. */
  algorithm?: 'SHA1' | 'SHA256' | 'SHA512';
  /** Default 6. */
  digits?: number;
  /** Seconds. Default 30. */
  period?: number;
}

/** A code to deliver. Send `text` as it is, or words of your own around `code`. */
interface CodeMessage {
  /** The full address or number. */
  to: string;
  /** The same, masked, for logs. */
  maskedTo: string;
  code: string;
  /** How many minutes the code is valid. */
  minutesValid: number;
  userId: string;
  text: string;
}

export interface EmailMessage extends CodeMessage {
  subject: string;
}

/** `text` ends with the line that lets browsers fill the code in on this site only (WebOTP, origin-bound one-time codes). */
export type SmsMessage = CodeMessage;

export interface SendOptions {
  /** Aborted when sending took longer than `limits.sendSeconds`: the user is told that the code could not be sent. */
  signal: AbortSignal;
}
