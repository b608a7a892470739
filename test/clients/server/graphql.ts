import { GraphQLError, buildSchema, graphql } from 'graphql';
import { isJsonObject } from '../../../src/protocol/json.js';
import { reverificationError } from '../../../src/protocol/challenge.js';
import type { Session } from './sessions.js';

const schema = buildSchema(`
  type Query { balance: Int! }
  type Mutation { transfer(amount: Int!): Int! }
`);

/** Refuses inside the answer, with status 200, if the session is to be refused so. */
export async function answerGraphql(request: Request, session: Session): Promise<Response> {
  const json: unknown = await request.json();
  const { query, variables } = isJsonObject(json) ? json : {};
  const refuse = () => {
    if (!session.isFresh) throw new GraphQLError('Verify again', { extensions: { ...reverificationError('strict') } });
  };
  const result = await graphql({
    schema,
    source: String(query),
    variableValues: isJsonObject(variables) ? variables : {},
    rootValue: {
      balance() {
        refuse();
        return 1000;
      },
      transfer({ amount }: { amount: number }) {
        refuse();
        return amount;
      },
    },
  });
  return Response.json(result);
}
