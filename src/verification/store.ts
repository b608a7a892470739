export interface Store<State> {
  readonly state: State;
  set(state: State): void;
  /** Calls `listener` after each change. Returns how to stop. */
  subscribe(listener: (state: State) => void): () => void;
}

/** Holds one state and tells of its changes. A listener that throws is reported, and stops nobody. */
export function createStore<State>(initial: State): Store<State> {
  const listeners = new Set<{ call: (state: State) => void }>();
  let current = initial;
  return {
    get state() {
      return current;
    },
    set(state) {
      current = state;
      for (const listener of [...listeners]) {
        // A listener that acted has brought everybody a newer state already; one that was removed wants none.
        if (current !== state) return;
        if (listeners.has(listener)) notify(listener.call, state);
      }
    },
    subscribe(call) {
      const listener = { call };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function notify<State>(listener: (state: State) => void, state: State): void {
  try {
    listener(state);
  } catch (error) {
    if ('reportError' in globalThis) reportError(error);
    else console.error(error);
  }
}
