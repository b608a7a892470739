/** Moves what `Date.now()` says, for the tests of the enclosing `describe`; timers run as ever. */
export function setUpClock(): { advance(milliseconds: number): void } {
  const { now } = Date;
  let ahead = 0;
  beforeEach(() => {
    ahead = 0;
    Date.now = () => now() + ahead;
  });
  afterEach(() => {
    Date.now = now;
  });
  return {
    advance(milliseconds) {
      ahead += milliseconds;
    },
  };
}
