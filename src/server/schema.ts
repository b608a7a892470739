import type { Kysely, Transaction as KyselyTransaction } from 'kysely';
import type { FactorStage, Strategy } from '../protocol/factors.js';
import type { ReverificationLevel } from '../protocol/reverification.js';
import type { VerificationStatus } from '../protocol/verification.js';

// The tables as Kysely sees them: names in camel case, translated to snake case on the way to the database.

/** What counts per user, over all their sessions. Its row is locked first by every change, so that changes of one user queue. */
export interface UserRow {
  userId: string;
  firstFailures: number;
  firstFailedAt: Date | null;
  secondFailures: number;
  secondFailedAt: Date | null;
  /** The start of the last TOTP time step that was accepted. */
  totpStep: Date | null;
  seenAt: Date;
}

/** The one verification of a session. */
export interface VerificationRow {
  sessionId: string;
  id: string;
  userId: string;
  level: ReverificationLevel;
  status: VerificationStatus;
  expiresAt: Date;
  firstStrategy: Strategy | null;
  firstAttempts: number;
  firstVerifiedAt: Date | null;
  secondStrategy: Strategy | null;
  secondAttempts: number;
  secondVerifiedAt: Date | null;
}

/** A code that was sent, or a passkey challenge, that waits for its answer. */
export interface PreparationRow {
  verificationId: string;
  stage: FactorStage;
  strategy: Strategy;
  /** The address or number the code went to; empty for a passkey. */
  contactId: string;
  codeHash: string | null;
  /** The passkey request options, as JSON. */
  passkeyOptions: string | null;
  expiresAt: Date;
}

/** A code that was sent: for resend intervals and hourly limits, whatever became of the verification. */
interface DeliveryTable {
  id: string;
  userId: string;
  sessionId: string;
  stage: FactorStage;
  strategy: Strategy;
  contactId: string;
  sentAt: Date;
  /** Its code was answered rightly: the next verification may send at once. */
  answered: boolean;
}

/** When each factor group was last verified in a session. */
interface AgeTable {
  sessionId: string;
  userId: string;
  firstVerifiedAt: Date | null;
  secondVerifiedAt: Date | null;
  renewedAt: Date;
}

interface BackupCodeTable {
  userId: string;
  codeHash: string;
  usedAt: Date | null;
}

export interface Schema {
  reverifyUsers: UserRow;
  reverifyVerifications: VerificationRow;
  reverifyPreparations: PreparationRow;
  reverifyDeliveries: DeliveryTable;
  reverifyAges: AgeTable;
  reverifyBackupCodes: BackupCodeTable;
}

export type Database = Kysely<Schema>;
export type Transaction = KyselyTransaction<Schema>;

/**
 * The steps from nothing to the tables above, in order. A step that was released is never changed: add another. Each is
 * a list of statements, because prepared statements hold one each.
 */
export const migrations: readonly (readonly string[])[] = [
  [
    `create table reverify_users (
      user_id text primary key,
      first_failures integer not null default 0,
      first_failed_at timestamptz,
      second_failures integer not null default 0,
      second_failed_at timestamptz,
      totp_step timestamptz,
      seen_at timestamptz not null
    )`,
    `create index reverify_users_seen_at on reverify_users (seen_at)`,
    `create table reverify_verifications (
      session_id text primary key,
      id text not null unique,
      user_id text not null,
      level text not null,
      status text not null,
      expires_at timestamptz not null,
      first_strategy text,
      first_attempts integer not null default 0,
      first_verified_at timestamptz,
      second_strategy text,
      second_attempts integer not null default 0,
      second_verified_at timestamptz
    )`,
    `create index reverify_verifications_expires_at on reverify_verifications (expires_at)`,
    `create table reverify_preparations (
      verification_id text not null references reverify_verifications (id) on delete cascade,
      stage text not null,
      strategy text not null,
      contact_id text not null,
      code_hash text,
      passkey_options text,
      expires_at timestamptz not null,
      primary key (verification_id, stage, strategy, contact_id)
    )`,
    `create table reverify_deliveries (
      id text primary key,
      user_id text not null,
      session_id text not null,
      stage text not null,
      strategy text not null,
      contact_id text not null,
      sent_at timestamptz not null,
      answered boolean not null default false
    )`,
    `create index reverify_deliveries_user_id on reverify_deliveries (user_id, sent_at)`,
    `create index reverify_deliveries_sent_at on reverify_deliveries (sent_at)`,
    `create table reverify_ages (
      session_id text primary key,
      user_id text not null,
      first_verified_at timestamptz,
      second_verified_at timestamptz,
      renewed_at timestamptz not null
    )`,
    `create index reverify_ages_renewed_at on reverify_ages (renewed_at)`,
    `create table reverify_backup_codes (
      user_id text not null,
      code_hash text not null,
      used_at timestamptz,
      primary key (user_id, code_hash)
    )`,
  ],
];
