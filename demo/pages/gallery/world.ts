/* What a state needs of the world around the dialog: the time that it is, the network, and a passkey. */

let now: typeof Date.now | undefined;

/** Lets time pass, once what is under way is answered, and has the dialog notice, as when somebody comes back to the page. */
export async function wait(seconds: number): Promise<void> {
  await new Promise(requestAnimationFrame);
  const before = Date.now;
  now ??= before;
  Date.now = () => before() + seconds * 1000;
  document.dispatchEvent(new Event('visibilitychange'));
  await new Promise(requestAnimationFrame);
}

async function setOnLine(value: boolean): Promise<void> {
  Object.defineProperty(navigator, 'onLine', { configurable: true, value });
  dispatchEvent(new Event(value ? 'online' : 'offline'));
  await new Promise(requestAnimationFrame);
}

/** Takes the network from the browser, as far as that tells. */
export const loseNetwork = () => setOnLine(false);
export const regainNetwork = () => setOnLine(true);

/** Answers for the browser, and whoever uses it. */
export function answerForPasskey(answer: () => Promise<never>): void {
  navigator.credentials.get = answer;
}

/** Sets right what the functions above have done. */
export function resetWorld(): void {
  Date.now = now ?? Date.now;
  now = undefined;
  Reflect.deleteProperty(navigator, 'onLine');
  // WebKitGTK has no credentials, and a page over plain HTTP neither.
  if ('credentials' in navigator) Reflect.deleteProperty(navigator.credentials, 'get');
}
