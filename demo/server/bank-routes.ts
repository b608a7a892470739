import { Hono } from 'hono';
import type { Context } from 'hono';
import { reverificationErrorResponse } from '../../src/server.js';
import type { Reverification } from '../../src/server.js';
import type { Bank, Refusal } from './bank.js';
import { parseDailyLimit, parseTransfer } from './bank-input.js';
import type { Passkeys } from './passkeys.js';
import { personById } from './people.js';

interface BankRoutes {
  bank: Bank;
  passkeys: Passkeys;
  reverification: Reverification;
}

const refusals: Readonly<Record<Refusal, string>> = {
  account_closed: 'This account is closed.',
  insufficient_funds: 'There is not enough money in this account.',
  limit_exceeded: 'That is more than your daily limit allows. You can raise it under “Limits”.',
};

/** The bank's API. Each route says how fresh a verification it wants, and refuses with a challenge until it is. */
export function bankRoutes({ bank, passkeys, reverification }: BankRoutes): Hono {
  const routes = new Hono();

  routes.get('/account', async (c) => {
    const auth = await reverification.auth(c.req.raw);
    if (auth.userId === null) return signedOut(c);
    const account = await bank.account(auth.userId);
    return c.json({
      user: { firstName: personById(auth.userId).firstName },
      account: {
        iban: account.iban,
        balanceCents: account.balance_cents,
        dailyLimitCents: account.daily_limit_cents,
        closed: account.closed_at !== null,
      },
      factorAges: auth.factorVerificationAge,
      passkeys: (await passkeys.list(auth.userId)).length,
    });
  });

  routes.post('/transfers', async (c) => {
    const auth = await reverification.auth(c.req.raw);
    if (auth.userId === null) return signedOut(c);
    if (!auth.has({ reverification: 'strict' })) return reverificationErrorResponse('strict');
    const transfer = parseTransfer(await readJson(c));
    if (!transfer) return c.json({ message: 'Please say to whom, and how much.' }, 422);
    const outcome = await bank.transfer(auth.userId, transfer);
    return outcome.done ? c.json({ id: outcome.id }, 201) : c.json({ message: refusals[outcome.because] }, 409);
  });

  routes.get('/statement', async (c) => {
    const auth = await reverification.auth(c.req.raw);
    if (auth.userId === null) return signedOut(c);
    if (!auth.has({ reverification: 'lax' })) return reverificationErrorResponse('lax');
    const transfers = await bank.statement(auth.userId);
    return c.json({
      transfers: transfers.map(({ id, payee, reference, amount_cents }) => ({
        id,
        payee,
        reference,
        amountCents: amount_cents,
      })),
    });
  });

  routes.put('/limit', async (c) => {
    const auth = await reverification.auth(c.req.raw);
    if (auth.userId === null) return signedOut(c);
    if (!auth.has({ reverification: 'moderate' })) return reverificationErrorResponse('moderate');
    const cents = parseDailyLimit(await readJson(c));
    if (cents === undefined) return c.json({ message: 'A limit is a number of euros.' }, 422);
    await bank.setDailyLimit(auth.userId, cents);
    return c.json({ dailyLimitCents: cents });
  });

  // The same in one word: `protect` answers 401 and 403 by itself.
  const closeAccount = reverification.protect('strict_mfa', async (_request, { userId }) => {
    await bank.close(userId);
    return Response.json({ closed: true });
  });
  routes.post('/close-account', (c) => closeAccount(c.req.raw));

  // For whoever shows the demo twice. A bank has no such thing.
  routes.post('/start-over', async (c) => {
    const auth = await reverification.auth(c.req.raw);
    if (auth.userId === null) return signedOut(c);
    await bank.startOver(auth.userId);
    return c.json({});
  });

  return routes;
}

const signedOut = (c: Context) => c.json({ message: 'Please sign in.' }, 401);

const readJson = (c: Context): Promise<unknown> => c.req.json().catch(() => undefined);
