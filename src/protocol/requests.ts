import { VerificationApiError } from './api-error.js';
import type { ApiErrorCode } from './api-error.js';
import { isStrategy, strategyOf } from './factors.js';
import type { Answer, FactorStage, Strategy } from './factors.js';
import { isJsonObject } from './json.js';
import type { JsonObject } from './json.js';
import { isReverificationLevel } from './reverification.js';
import type { ReverificationLevel } from './reverification.js';

// The server's side of the request bodies, in a file of its own so that no page loads it.

/** What a `prepare` request asks for: a factor, and which of the user's addresses or numbers. */
export type PreparationRequest = { strategy: 'email_code' | 'phone_code'; contactId: string } | { strategy: 'passkey' };

/** Characters; far more than any password or code has. Longer ones are refused before anything is hashed. */
const LONGEST_ANSWER = 4096;

/** The body of `POST /verify`. Throws a {@link VerificationApiError} that names the parameter at fault, as all parsers here do. */
export function parseStartRequest(body: unknown): { level: ReverificationLevel } {
  const level = required(objectOf(body), 'level');
  if (isReverificationLevel(level)) return { level };
  throw badFormat('level', 'must be first_factor, second_factor or multi_factor');
}

/** The body of a `prepare` request of this stage. */
export function parsePreparationRequest(json: unknown, stage: FactorStage): PreparationRequest {
  const body = objectOf(json);
  const strategy = parseStrategy(body, stage);
  switch (strategy) {
    case 'email_code':
      return { strategy, contactId: text(body, 'email_address_id') };
    case 'phone_code':
      return { strategy, contactId: text(body, 'phone_number_id') };
    case 'passkey':
      return { strategy };
    default:
      throw badRequest('strategy_for_user_invalid', `strategy ${strategy} needs no preparation`, 'strategy');
  }
}

/** The body of an `attempt` request of this stage. Codes come without the spaces and dashes that people type. */
export function parseAnswer(json: unknown, stage: FactorStage): Answer {
  const body = objectOf(json);
  const strategy = parseStrategy(body, stage);
  switch (strategy) {
    case 'password':
      return { strategy, password: text(body, 'password') };
    case 'passkey':
      return { strategy, credential: text(body, 'public_key_credential', Infinity) };
    default:
      return { strategy, code: text(body, 'code').replace(/[\s-]/g, '') };
  }
}

function objectOf(body: unknown): JsonObject {
  if (isJsonObject(body)) return body;
  throw badRequest('request_body_invalid', 'the body must be a JSON object');
}

function parseStrategy(body: JsonObject, stage: FactorStage): Strategy {
  const value = required(body, 'strategy');
  const strategy = strategyOf(body, stage);
  if (strategy) return strategy;
  if (!isStrategy(value)) throw badFormat('strategy', 'is not a known strategy');
  throw badRequest('strategy_for_user_invalid', `strategy ${value} is not of the ${stage} factor`, 'strategy');
}

function text(body: JsonObject, param: string, longest = LONGEST_ANSWER): string {
  const value = required(body, param);
  if (typeof value !== 'string') throw badFormat(param, 'must be a string');
  if (value.length > longest) throw badFormat(param, `must not be longer than ${longest} characters`);
  return value;
}

function required(body: JsonObject, param: string): unknown {
  const value = body[param];
  if (value !== undefined && value !== null && value !== '') return value;
  throw badRequest('form_param_missing', `${param} is missing`, param);
}

const badFormat = (param: string, problem: string) =>
  badRequest('form_param_format_invalid', `${param} ${problem}`, param);

const badRequest = (code: ApiErrorCode, message: string, paramName?: string) =>
  new VerificationApiError(400, [{ code, message, ...(paramName !== undefined && { paramName }) }]);
