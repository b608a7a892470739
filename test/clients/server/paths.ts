interface Transfer {
  amount: number;
  payee: string;
}

interface Refusal {
  content: { 'application/json': { clerk_error: { reason: string } } };
}

/** What openapi-typescript would make of the bank's description. */
export interface paths {
  '/transfer': {
    post: {
      parameters: { header?: { 'Idempotency-Key'?: string } };
      requestBody: { content: { 'application/json': Transfer } };
      responses: { 200: { content: { 'application/json': { sent: string } } }; 403: Refusal };
    };
  };
}
