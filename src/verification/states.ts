import type { Factor, FactorStage } from '../protocol/factors.js';
import type { ReverificationLevel } from '../protocol/reverification.js';
import type { Verification } from '../protocol/verification.js';
import { isSentCode } from './factors.js';
import type { Preparation } from './preparations.js';
import type {
  AnsweringState,
  CancelledState,
  ChoosingState,
  CompleteState,
  FailedState,
  FlowAction,
  FlowError,
  IdleState,
  PreparingState,
  SessionChangedState,
  StartingState,
  SubmittingState,
  UnavailableState,
} from './state.js';

/** Where the user is asked: a verification, its current stage, and what can be used there. */
export interface Place {
  verification: Verification;
  stage: FactorStage;
  factors: readonly Factor[];
}

/** The factor that is asked for at a place. */
export interface Question extends Place {
  factor: Factor;
}

const actions = (...names: FlowAction[]) => ({ actions: Object.freeze(names) });
const switching = ({ factors }: Place): FlowAction[] => (factors.length > 1 ? ['choose', 'showMethods'] : []);
const underWay = ({ verification, stage, factors }: Place) => ({
  verification,
  stage,
  factors: Object.freeze([...factors]),
  user: verification.session.publicUserData,
});

export const idle = (): IdleState => Object.freeze({ name: 'idle', ...actions('start', 'cancel') });

export const starting = (level: ReverificationLevel): StartingState =>
  Object.freeze({ name: 'starting', level, ...actions('cancel') });

export const choosing = (place: Place, current?: Factor): ChoosingState =>
  Object.freeze({
    name: 'choosing',
    ...underWay(place),
    ...(current ? { current, ...actions('choose', 'back', 'cancel') } : actions('choose', 'cancel')),
  });

export const preparing = (question: Question): PreparingState =>
  Object.freeze({
    name: 'preparing',
    ...underWay(question),
    factor: question.factor,
    ...actions(...switching(question), 'cancel'),
  });

export interface AnsweringDetails {
  error?: FlowError | undefined;
  receivedCode?: string | undefined;
}

export function answering(
  question: Question,
  preparation?: Preparation,
  { error, receivedCode }: AnsweringDetails = {},
): AnsweringState {
  const isSent = isSentCode(question.factor);
  const { sent = 0, resendAt = 0, expireAt } = isSent && preparation ? preparation : {};
  return Object.freeze({
    name: 'answering',
    ...underWay(question),
    factor: question.factor,
    sent,
    ...(isSent && { resendAt }),
    ...(expireAt !== undefined && { expireAt }),
    ...(error && { error }),
    ...(receivedCode !== undefined && { receivedCode }),
    ...actions('submit', ...(isSent ? (['resend'] as const) : []), ...switching(question), 'cancel'),
  });
}

/** The same question, with its answer on the way. */
export const submitting = ({ error: _, ...asked }: AnsweringState, doing: SubmittingState['doing']): SubmittingState =>
  Object.freeze({ ...asked, name: 'submitting', doing, ...actions('cancel') });

export const complete = (verification: Verification): CompleteState =>
  Object.freeze({ name: 'complete', verification, ...actions() });

export const unavailable = ({ verification, stage }: Place): UnavailableState =>
  Object.freeze({
    name: 'unavailable',
    verification,
    stage,
    user: verification.session.publicUserData,
    ...actions('cancel'),
  });

export const failed = (error: FlowError): FailedState =>
  Object.freeze({ name: 'failed', error, ...actions('start', 'cancel') });

export const sessionChanged = (error: FlowError): SessionChangedState =>
  Object.freeze({ name: 'session_changed', error, ...actions() });

export const cancelled = (): CancelledState => Object.freeze({ name: 'cancelled', ...actions() });
