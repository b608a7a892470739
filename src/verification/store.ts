export interface Store<State> {
  readonly state: State;
  set: (state: State) => void;
  /** Calls `listener` after each change. Returns how to stop. */
  subscribe: (listener: (state: State) => void) => () => void;
}

/** Holds one state and tells of its changes. A listener that throws is reported, and stops nobody. */
export function createStore<State>(state: State): Store<State> {
  const listeners = new Set<(state: State) => void>();
  return {
    get state() {
      return state;
    },
    set(next) {
      state = next;
      for (const listener of listeners) {
        // A listener that acted has brought everybody a newer state already.
        if (state === next) listener(next);
      }
    },
    subscribe(call) {
      const listener = (next: State) => {
        try {
          call(next);
        } catch (error) {
          const report = 'reportError' in globalThis ? reportError : console.error;
          report(error);
        }
      };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
