// Runs in Node and in a page: what is compared.

/** What anybody must do who looks at the answer: the least that a wrapper can add. */
export const looking = (inner) => (input, init) => inner(input, init).then((response) => response);

/** What one would write first: a clone to send again, whatever the request. */
export const cloning = (inner) => async (input, init) => {
  const request = new Request(input, init);
  const again = request.clone();
  const response = await inner(request);
  return response.status === 403 ? inner(again) : response;
};

/** An instant `fetch`: always the same answer, nothing sent. */
export function stub() {
  const response = new Response('ok');
  return () => Promise.resolve(response);
}
