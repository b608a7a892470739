// What the tests use of packages that come without types.

declare module 'jquery' {
  /** Rejects with itself. */
  interface JqXhr extends PromiseLike<unknown> {
    readonly status: number;
    readonly statusText: string;
    readonly responseJSON?: unknown;
    abort(): void;
  }

  const jQuery: {
    (target: EventTarget): { on(types: string, listener: (event: Event) => void): void; off(types: string): void };
    ajax(url: string, settings?: object): JqXhr;
  };
  export default jQuery;
}

declare module '@hotwired/turbo' {}
