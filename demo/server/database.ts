import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import type { Generated } from 'kysely';
import { PGlitePool } from './pglite-pool.js';

/** The bank's own tables. Money is in cents; times are Unix milliseconds by the demo's clock. */
export interface BankTables {
  clock: { id: number; offset_ms: number };
  users: {
    id: string;
    first_name: string;
    password_hash: string | null;
    email: string | null;
    phone: string | null;
    totp_secret: string | null;
  };
  /** `id` is a hash of the cookie's token: who reads this table cannot sign in with it. */
  sessions: { id: string; user_id: string; password_at: number | null; expires_at: number };
  accounts: {
    user_id: string;
    iban: string;
    balance_cents: number;
    daily_limit_cents: number;
    closed_at: number | null;
  };
  transfers: {
    id: Generated<number>;
    user_id: string;
    payee: string;
    reference: string;
    amount_cents: number;
    created_at: number;
  };
  passkeys: { id: string; user_id: string; public_key: string; counter: number; transports: string[] };
  /** What a passkey that is being added must sign: one per session, for one use. */
  passkey_challenges: { session_id: string; challenge: string; expires_at: number };
  /** The paper in the user's drawer. A real bank must not have it: the kit keeps hashes of its own. */
  paper_codes: { user_id: string; code: string };
  mails: { id: Generated<number>; recipient: string; subject: string; text: string; received_at: number };
  text_messages: { id: Generated<number>; recipient: string; text: string; sent_at: number };
}

const tables = `
  create table if not exists clock (id integer primary key, offset_ms bigint not null);
  create table if not exists users (
    id text primary key,
    first_name text not null,
    password_hash text,
    email text,
    phone text,
    totp_secret text
  );
  create table if not exists sessions (
    id text primary key,
    user_id text not null references users,
    password_at bigint,
    expires_at bigint not null
  );
  create table if not exists accounts (
    user_id text primary key references users,
    iban text not null,
    balance_cents integer not null check (balance_cents >= 0),
    daily_limit_cents integer not null,
    closed_at bigint
  );
  create table if not exists transfers (
    id integer generated always as identity primary key,
    user_id text not null references users,
    payee text not null,
    reference text not null,
    amount_cents integer not null check (amount_cents > 0),
    created_at bigint not null
  );
  create table if not exists passkeys (
    id text primary key,
    user_id text not null references users,
    public_key text not null,
    counter bigint not null,
    transports text[] not null
  );
  create table if not exists passkey_challenges (
    session_id text primary key references sessions on delete cascade,
    challenge text not null,
    expires_at bigint not null
  );
  create table if not exists paper_codes (user_id text not null references users, code text not null);
  create table if not exists mails (
    id integer generated always as identity primary key,
    recipient text not null,
    subject text not null,
    text text not null,
    received_at bigint not null
  );
  create table if not exists text_messages (
    id integer generated always as identity primary key,
    recipient text not null,
    text text not null,
    sent_at bigint not null
  );
`;

export interface Database {
  db: Kysely<BankTables>;
  /** The same database, for the kit's store: its tables stand beside the bank's. */
  pool: PGlitePool;
}

/** A folder, or an open PGlite, or nothing: then everything is in memory. */
export async function openDatabase(place: string | PGlite | undefined): Promise<Database> {
  const pglite = place instanceof PGlite ? place : await PGlite.create(place);
  await pglite.exec(tables);
  const pool = new PGlitePool(pglite);
  return { db: new Kysely<BankTables>({ dialect: new PostgresDialect({ pool }) }), pool };
}
