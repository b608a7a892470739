// Loaded already, so that the first dialog opens as quickly as the others.
import '../../src/dialog/interior.js';
import { password, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';
import type { FactorVerificationAge } from '../../src/protocol/reverification.js';
import type { SessionInfo, Verification } from '../../src/protocol/verification.js';

export const STALE: FactorVerificationAge = [20, 20];
export const FRESH: FactorVerificationAge = [0, 0];

/** Jane's session with these ages. */
export const aged = (factorVerificationAge: FactorVerificationAge, id = 'sess_1'): SessionInfo => ({
  id,
  factorVerificationAge,
  publicUserData: { identifier: 'jane@example.com' },
});

/** A verifier of a session that has not been verified for twenty minutes. */
export const staleVerifier = (more: Partial<Verification> = {}) =>
  new ScriptedVerifier(verificationWith([password], { session: aged(STALE), ...more }));

/** A message that means nothing to anybody but the witness. */
const LAST = 'the last message';

/** Another tab of the same origin, as far as this page can tell: a realm with a channel of its own. */
export class OtherTab {
  readonly heard: unknown[] = [];
  readonly #frame = document.createElement('iframe');
  readonly #channel: BroadcastChannel;

  constructor(endpoint = '/reverification') {
    document.body.append(this.#frame);
    const realm: unknown = this.#frame.contentWindow;
    if (!hasChannels(realm)) throw new Error('the frame has no BroadcastChannel');
    this.#channel = new realm.BroadcastChannel(nameFor(endpoint));
    this.#channel.onmessage = ({ data }) => this.heard.push(data);
  }

  say(message: unknown): void {
    this.#channel.postMessage(message);
  }

  verified(session = 'sess_1'): void {
    this.say({ session });
  }

  /** Until every message so far has reached who listens in this page: this page's newest channel is the last to hear. */
  async delivered(): Promise<void> {
    const witness = new BroadcastChannel(this.#channel.name);
    const heard = new Promise((resolve) => {
      witness.onmessage = ({ data }) => data === LAST && resolve(data);
    });
    this.say(LAST);
    await heard;
    witness.close();
  }

  close(): void {
    this.#channel.close();
    this.#frame.remove();
  }
}

const hasChannels = (realm: unknown): realm is Pick<typeof globalThis, 'BroadcastChannel'> =>
  typeof realm === 'object' && realm !== null && 'BroadcastChannel' in realm;

const nameFor = (endpoint: string) => `reverify-dialog.verified.1 ${new URL(endpoint, location.href).href}`;
