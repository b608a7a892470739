/** Takes the network from the browser, as far as that tells, for the tests of the enclosing `describe`. */
export function setUpNetwork(): { lose(): void; regain(): void } {
  function set(onLine: boolean): void {
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: onLine });
    dispatchEvent(new Event(onLine ? 'online' : 'offline'));
  }
  afterEach(() => {
    Reflect.deleteProperty(navigator, 'onLine');
  });
  return { lose: () => set(false), regain: () => set(true) };
}
