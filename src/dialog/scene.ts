import type { Messages } from '../locales/messages.js';
import type { VerificationFlow } from '../verification/state.js';
import type { AnswerForm } from './answer-form.js';
import type { VerifyOptions } from './prompt.js';

/** What every view is drawn from, beside the flow's state. */
export interface Scene {
  readonly messages: Messages;
  /** The language (BCP 47) that the messages are in. */
  readonly lang: string;
  readonly flow: VerificationFlow;
  readonly form: AnswerForm;
  /** What the caller said about why it asks. */
  readonly options: VerifyOptions;
  /** Unix milliseconds: the same for everything that one rendering shows. */
  readonly now: number;
  readonly close: () => void;
}

/** What the element knows of it: of the words only the application's own. */
export type PanelScene = Omit<Scene, 'lang' | 'messages'> & { readonly messages: Partial<Messages> };
