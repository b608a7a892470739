import { record, text } from '../protocol/json.js';
import { unlessBlocked } from '../protocol/unless-blocked.js';

/** How the dialogs of one origin that ask the same verification API tell each other of a success. */
export interface TabChannel {
  /** Says that this session was verified. Everybody else has to see for themselves what that is worth. */
  tell(session: string): void;
  close(): void;
}

const readMessage = /* @__PURE__ */ record({ session: text });

/**
 * Listens to the other tabs, windows and frames of this origin. Each endpoint has a name of its own, and so has each
 * form of the message: who would not understand it does not get it.
 *
 * @returns nothing where there is no such channel: the origin is opaque, or the browser or the page took it away.
 */
export function openTabChannel(endpoint: string, onVerified: (session: string) => void): TabChannel | undefined {
  return unlessBlocked(() => {
    const { href } = new URL(endpoint, document.baseURI);
    const channel = new BroadcastChannel(`reverify-dialog.verified.1 ${href}`);
    channel.onmessage = ({ data }) => {
      const { session } = readMessage(data);
      if (session !== undefined) onVerified(session);
    };
    return {
      tell: (session) => unlessBlocked(() => channel.postMessage({ session })),
      close: () => channel.close(),
    };
  });
}
