type Get = (request: CredentialRequestOptions) => Promise<unknown>;

/** What a browser that can do neither does with a request: nothing, until it is told to stop. */
const wait: Get = ({ signal }) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

/**
 * Listens to what is asked of `navigator.credentials`, and delivers an SMS when told to. No engine here has a phone:
 * Chromium's own WebOTP is asked all the same, and waits and stops as it does; the others have none, and are given one.
 */
export class Sms {
  /** What was asked for, and what ended, in order. */
  readonly log: string[] = [];
  #deliver: ((credential: { code: string }) => void) | undefined;
  readonly #hasOwn = 'OTPCredential' in window;

  constructor() {
    const ask: Get = this.#hasOwn ? navigator.credentials.get.bind(navigator.credentials) : wait;
    const get: Get = (request) => {
      const isSms = 'otp' in request;
      const what = isSms ? 'SMS' : 'passkey';
      this.log.push(what);
      const answer = (isSms ? ask : wait)(request);
      answer.catch((error: unknown) => this.log.push(`${what}: ${error instanceof Error ? error.name : 'no error'}`));
      return new Promise((resolve, reject) => {
        if (isSms) this.#deliver = resolve;
        answer.then(resolve, reject);
      });
    };
    Object.defineProperty(navigator, 'credentials', { configurable: true, value: { get } });
    if (!this.#hasOwn) Object.assign(window, { OTPCredential: class {} });
  }

  arrive(code: string): void {
    this.#deliver?.({ code });
  }

  restore(): void {
    Reflect.deleteProperty(navigator, 'credentials');
    if (!this.#hasOwn) Reflect.deleteProperty(window, 'OTPCredential');
  }
}
