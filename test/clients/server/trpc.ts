import { TRPCError, initTRPC } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { isJsonObject } from '../../../src/protocol/json.js';
import { reverificationError } from '../../../src/protocol/challenge.js';
import type { Session } from './sessions.js';

class VerifyAgain extends Error {}

const t = initTRPC.context<{ session: Session }>().create({
  errorFormatter: ({ shape, error }) =>
    error.cause instanceof VerifyAgain
      ? { ...shape, data: { ...shape.data, ...reverificationError('strict') } }
      : shape,
});

/** Refuses inside the answer, by an error with the challenge in its `data`. */
const verified = t.procedure.use(({ ctx, next }) => {
  if (!ctx.session.isFresh) throw new TRPCError({ code: 'FORBIDDEN', cause: new VerifyAgain() });
  return next();
});

function amountOf(input: unknown): { amount: number } {
  if (isJsonObject(input) && typeof input['amount'] === 'number') return { amount: input['amount'] };
  throw new TypeError('expected an amount');
}

const router = t.router({
  balance: verified.query(() => 1000),
  rate: t.procedure.query(() => 3),
  transfer: verified.input(amountOf).mutation(({ input }) => input.amount),
});

export type BankRouter = typeof router;

export const answerTrpc = (req: Request, session: Session): Promise<Response> =>
  fetchRequestHandler({ endpoint: '/api/trpc', req, router, createContext: () => ({ session }) });
