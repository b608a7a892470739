import type { Messages } from '../locales/messages.js';
import type { ChallengeAction } from '../protocol/challenge.js';
import type { VerificationFlow } from '../verification/state.js';
import type { AnswerForm } from './answer-form.js';
import type { Connection } from './connection.js';
import type { Language } from './language.js';

/** What every view is drawn from, beside the flow's state. */
export interface Scene {
  readonly messages: Messages;
  /** The language and region (BCP 47) by which numbers and times are written. */
  readonly lang: string;
  /** The language of `reason` and `action`, which are the page's, as its `lang` has it. */
  readonly pageLang: string;
  readonly flow: VerificationFlow;
  readonly form: AnswerForm;
  readonly connection: Connection;
  /** Why the user is asked, as the caller or the page says. */
  readonly reason: string | null | undefined;
  /** The action to approve, as the refusal describes it. */
  readonly action: ChallengeAction | undefined;
  /** Unix milliseconds: the same for everything that one rendering shows. */
  readonly now: number;
  readonly close: () => void;
}

/** What an element keeps from one dialog to the next. */
export interface Controls {
  readonly language: Language;
  readonly form: AnswerForm;
  readonly connection: Connection;
  /** What is to be shown is about to come: it is not worth while to open before. */
  readonly isAwaited: () => boolean;
}

/** What the element knows of it: of the words only the application's own. */
export type PanelScene = Omit<Scene, 'lang' | 'pageLang' | 'messages'> &
  Controls & { readonly messages: Partial<Messages> };
