import type { Factor, FactorStage } from '../protocol/factors.js';
import { compact } from '../protocol/json.js';
import type { Verification } from '../protocol/verification.js';
import { isSentCode } from './factors.js';
import type { Preparation } from './preparations.js';
import type {
  AnsweringState,
  ChoosingState,
  FailedState,
  UnavailableState,
  FlowAction,
  FlowError,
  PreparingState,
  SubmittingState,
} from './state.js';

/** Where the user is asked: a verification, its current stage, and what can be used there, best first. */
export interface Place {
  verification: Verification;
  stage: FactorStage;
  factors: readonly Factor[];
}

/** The factor that is asked for at a place. */
export interface Question extends Place {
  factor: Factor;
}

/** A frozen state in which these actions may be taken. */
export const state = <T extends object>(members: T, ...actions: FlowAction[]) =>
  Object.freeze({ ...members, actions: Object.freeze(actions) });

const placeMembers = ({ verification, stage, factors }: Place) => ({
  verification,
  stage,
  factors,
  user: verification.session.publicUserData,
});
const switching = ({ factors }: Place): FlowAction[] => (factors.length > 1 ? ['choose', 'showMethods'] : []);

export const choosing = (question: Question): ChoosingState =>
  state({ name: 'choosing', ...placeMembers(question), current: question.factor }, 'choose', 'back', 'cancel');

export const preparing = (question: Question): PreparingState =>
  state({ name: 'preparing', ...placeMembers(question), factor: question.factor }, ...switching(question), 'cancel');

export function answering(
  question: Question,
  preparation: Preparation,
  error?: FlowError,
  receivedCode?: string,
): AnsweringState {
  const { factor } = question;
  const isSent = isSentCode(factor);
  const { sent, resendAt, expireAt } = isSent ? preparation : { sent: 0 };
  return state(
    {
      name: 'answering',
      ...placeMembers(question),
      factor,
      sent,
      ...compact({ resendAt, expireAt, error, receivedCode }),
    },
    'submit',
    ...(isSent ? (['resend'] as const) : []),
    ...switching(question),
    'cancel',
  );
}

/** The same question, with its answer on the way. */
export function submitting(asked: AnsweringState, doing: SubmittingState['doing']): SubmittingState {
  const { error, ...unanswered } = asked;
  return state({ ...unanswered, name: 'submitting', doing }, 'cancel');
}

export const unavailable = (place: Place): UnavailableState => {
  const { factors: _, ...members } = placeMembers(place);
  return state({ name: 'unavailable', ...members }, 'cancel');
};

export const failed = (error: FlowError): FailedState => state({ name: 'failed', error }, 'start', 'cancel');
