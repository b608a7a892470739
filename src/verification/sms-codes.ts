import { record, text } from '../protocol/json.js';

/** Reads the code out of the SMS that is about to arrive. */
export interface SmsCodes {
  /** Resolves with the code, or with nothing where the browser cannot read SMS or the user would not let it. */
  receive(signal: AbortSignal): Promise<string | undefined>;
}

const readCredential = /* @__PURE__ */ record({ code: text });

/** WebOTP (WICG): Chrome on Android. The last line of the SMS must be `@domain #code`. */
export const browserSmsCodes: SmsCodes = {
  async receive(signal) {
    if (!('OTPCredential' in globalThis)) return undefined;
    const request = { otp: { transport: ['sms'] }, signal };
    return readCredential(await navigator.credentials.get(request)).code;
  },
};
