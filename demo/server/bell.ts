import { EventEmitter } from 'node:events';

/** Rings when mail or a text message has arrived, so that an open phone panel can look at once. */
export class Bell {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  ring(): void {
    this.#emitter.emit('ring');
  }

  /** Returns how to stop listening. */
  listen(listener: () => void): () => void {
    this.#emitter.on('ring', listener);
    return () => this.#emitter.off('ring', listener);
  }
}
