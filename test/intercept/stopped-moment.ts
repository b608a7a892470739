const setTimer = window.setTimeout.bind(window);

/** Lets nothing pass of the moment in which refusals are gathered: whoever is asked was asked without waiting for its end. */
export function stopMoment(): void {
  const stopped = (callback: TimerHandler, delay?: number, ...args: unknown[]) =>
    delay === 50 ? 0 : setTimer(callback, delay, ...args);
  Object.assign(window, { setTimeout: stopped });
}

export function letMomentPass(): void {
  window.setTimeout = setTimer;
}
