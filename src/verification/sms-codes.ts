/** Reads the code out of the SMS that is about to arrive. */
export interface SmsCodes {
  /** Resolves with the code, or with nothing where the browser cannot read SMS or the user would not let it. */
  receive(signal: AbortSignal): Promise<string | undefined>;
}

/** WebOTP (WICG): Chrome on Android. The last line of the SMS must be `@domain #code`. */
export const browserSmsCodes: SmsCodes = {
  async receive(signal) {
    if (!('OTPCredential' in globalThis)) return undefined;
    const request = { otp: { transport: ['sms'] }, signal };
    const credential = await navigator.credentials.get(request);
    return credential && 'code' in credential && typeof credential.code === 'string' ? credential.code : undefined;
  },
};
