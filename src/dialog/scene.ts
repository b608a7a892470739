import type { Messages } from '../locales/messages.js';
import type { ChallengeAction } from '../protocol/challenge.js';
import type { VerificationFlow } from '../verification/state.js';
import type { AnswerForm } from './answer-form.js';

/** What every view is drawn from, beside the flow's state. */
export interface Scene {
  readonly messages: Messages;
  /** The language (BCP 47) that the messages are in. */
  readonly lang: string;
  readonly flow: VerificationFlow;
  readonly form: AnswerForm;
  /** Why the user is asked, as the caller or the page says. */
  readonly reason: string | null | undefined;
  /** The action to approve, as the refusal describes it. */
  readonly action: ChallengeAction | undefined;
  /** Unix milliseconds: the same for everything that one rendering shows. */
  readonly now: number;
  readonly close: () => void;
}

/** What the element knows of it: of the words only the application's own. */
export type PanelScene = Omit<Scene, 'lang' | 'messages'> & { readonly messages: Partial<Messages> };
