import { createDatabase } from './postgres.js';
import { createReverification, createStore } from '../../src/server.js';
import type {
  Account,
  AuditEvent,
  EmailMessage,
  ReverificationOptions,
  Session,
  SmsMessage,
  Store,
} from '../../src/server.js';
import { parseApiError, VerificationApiError } from '../../src/protocol/api-error.js';
import { parseVerification } from '../../src/protocol/verification.js';
import type { Verification } from '../../src/protocol/verification.js';

export const ORIGIN = 'https://bank.example';

/** Noon: far from any boundary of a day, and on one of a TOTP step. */
const START = Date.UTC(2026, 10, 22, 12);

const serverUrl = process.env['REVERIFY_TEST_DATABASE_URL'];
const store = await openStore();

/** One store for all tests of a file: embedded, or a database of its own on the server that the environment names. */
export const testStore = (): Store => store;

export const closeTestStore = (): Promise<void> => store.close();

async function openStore(): Promise<Store> {
  if (serverUrl === undefined) return createStore();
  const onServer = createStore({ connectionString: await createDatabase(serverUrl) });
  await onServer.migrate();
  return onServer;
}

let users = 0;

/** A user nobody else in the tests has; one session, and a place for what they are sent. */
export class User {
  readonly id = `user_${process.pid}_${++users}_${Math.random().toString(36).slice(2)}`;
  sessionId = `sess_${this.id}`;
  password = 'correct horse';
  account: Account;

  constructor(account: Account = { hasPassword: true }) {
    this.account = account;
  }
}

type Overrides = Partial<ReverificationOptions>;

/** A signed-in application around the kit under test, with a clock that only the test moves. */
export class Application {
  readonly users = new Map<string, User>();
  readonly emails: EmailMessage[] = [];
  readonly texts: SmsMessage[] = [];
  readonly events: AuditEvent[] = [];
  readonly errors: unknown[] = [];
  time = START;
  readonly kit;

  constructor(overrides: Overrides = {}) {
    this.kit = createReverification({
      sessions: { get: (request) => this.#session(request) },
      accounts: {
        get: (userId) => this.users.get(userId)?.account,
        verifyPassword: (userId, password) => this.users.get(userId)?.password === password,
      },
      secret: 'a secret of the tests, longer than 32 bytes',
      origin: ORIGIN,
      store: testStore(),
      email: (message) => this.emails.push(message),
      sms: (message) => this.texts.push(message),
      onEvent: (event) => this.events.push(event),
      onError: (error) => this.errors.push(error),
      now: () => this.time,
      ...overrides,
    });
  }

  addUser(account?: Account): User {
    const user = new User(account);
    this.users.set(user.id, user);
    return user;
  }

  pass(time: { seconds?: number; minutes?: number; hours?: number; days?: number }): void {
    const { seconds = 0, minutes = 0, hours = 0, days = 0 } = time;
    this.time += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  }

  eventsOf(user: User, type?: AuditEvent['type']): AuditEvent[] {
    return this.events.filter((event) => event.userId === user.id && (type === undefined || event.type === type));
  }

  as(user: User, sessionId = user.sessionId): Client {
    return new Client(this, user, sessionId);
  }

  #session(request: Request) {
    const [userId, id] = (request.headers.get('cookie') ?? '').split('/');
    return userId && id ? { id, userId, ...this.signInTimes.get(id) } : undefined;
  }

  readonly signInTimes = new Map<string, Pick<Session, 'firstFactorVerifiedAt' | 'secondFactorVerifiedAt'>>();
}

/** A page of the application, as far as the API can see it. */
export class Client {
  constructor(
    readonly app: Application,
    readonly user: User,
    readonly sessionId: string,
  ) {}

  request(path: string, init: RequestInit = {}): Request {
    const headers = new Headers({
      cookie: `${this.user.id}/${this.sessionId}`,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json',
    });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    return new Request(`${ORIGIN}/reverification${path}`, { method: 'POST', ...init, headers });
  }

  send(path: string, body: unknown): Promise<Response> {
    return this.app.kit.handle(this.request(path, { body: JSON.stringify(body) }));
  }

  /** The verification that a step answers with; throws the API's error. */
  async step(path: string, body: unknown): Promise<Verification> {
    const response = await this.send(path, body);
    const json: unknown = await response.json();
    if (response.status !== 200) throw parseApiError(response.status, json, response.headers.get('retry-after'));
    return parseVerification(json);
  }

  start(level = 'first_factor'): Promise<Verification> {
    return this.step('/verify', { level });
  }

  prepareFirst(body: unknown): Promise<Verification> {
    return this.step('/verify/prepare_first_factor', body);
  }

  attemptFirst(body: unknown): Promise<Verification> {
    return this.step('/verify/attempt_first_factor', body);
  }

  prepareSecond(body: unknown): Promise<Verification> {
    return this.step('/verify/prepare_second_factor', body);
  }

  attemptSecond(body: unknown): Promise<Verification> {
    return this.step('/verify/attempt_second_factor', body);
  }

  password(password = this.user.password): Promise<Verification> {
    return this.attemptFirst({ strategy: 'password', password });
  }

  auth() {
    return this.app.kit.auth(this.request('/', { method: 'GET' }));
  }

  async has(reverification: Parameters<Awaited<ReturnType<Client['auth']>>['has']>[0]['reverification']) {
    return (await this.auth()).has({ reverification });
  }
}

/** What the API answered instead of doing a step. */
export async function refusalOf(step: Promise<unknown>): Promise<VerificationApiError> {
  try {
    await step;
  } catch (error) {
    if (error instanceof VerificationApiError) return error;
    throw error;
  }
  throw new Error('expected a refusal, but the step was done');
}
