import type { AuditEvent } from './audit.js';
import type { Limits } from './limits.js';
import type { ReverificationOptions } from './options.js';
import type { Database } from './schema.js';
import type { KeyedHash } from './secrets.js';

/** What the rules work with: the application's options, checked and completed. */
export interface Context extends Pick<ReverificationOptions, 'accounts' | 'sessions' | 'email' | 'sms'> {
  readonly database: () => Promise<Database>;
  readonly hash: KeyedHash;
  readonly limits: Limits;
  /** Absolute origins; never empty. */
  readonly origins: readonly string[];
  readonly rpId: string;
  /** The host that messages name. */
  readonly domain: string;
  readonly appName: string;
  readonly revealIdentifier: boolean;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Hands an outcome to the application. Never rejects. */
  readonly emit: (event: AuditEvent) => Promise<void>;
  /** Hands the application what went wrong inside. Never throws. */
  readonly report: (error: unknown) => void;
}
