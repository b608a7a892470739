/** What the bank was sent. `body` holds one character for each byte. */
export interface Received {
  method: string;
  /** Path and query. */
  url: string;
  headers: Record<string, string>;
  body: string;
}

const refusals = ['response', 'page', 'data'] as const;

/** How the bank says "verify again": by an HTTP response, by one with a page, or inside the answer of GraphQL or tRPC. */
export type Refusal = (typeof refusals)[number];

/** One user, signed in. */
export interface Session {
  readonly id: string;
  readonly refusal: Refusal;
  /** Whether the user has verified again. */
  isFresh: boolean;
  /** How often the user was asked. */
  asked: number;
  /** What came under `/api/`, in order. */
  readonly received: Received[];
}

const sessions = new Map<string, Session>();

export function signIn(wanted: string | null): Session {
  const refusal = refusals.find((name) => name === wanted) ?? 'response';
  const session: Session = { id: crypto.randomUUID(), refusal, isFresh: false, asked: 0, received: [] };
  sessions.set(session.id, session);
  return session;
}

export function sessionOf(request: Request): Session | undefined {
  const [, id = ''] = /\bbank=([\w-]+)/.exec(request.headers.get('Cookie') ?? '') ?? [];
  return sessions.get(id);
}
