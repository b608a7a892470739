import type { Command, Outcome } from './scripts/commanded-worker.js';

/** Where commands can be sent: a worker of any kind. */
export interface Commandable {
  postMessage(message: unknown, transfer: Transferable[]): void;
}

export const scriptUrl = (format: 'module' | 'classic', name = 'commanded-worker') =>
  `/worker-api/${format}/${name}.js`;

/** Tells a worker to do something. Resolves to what became of it. */
export function tell(worker: Commandable, command: Command): Promise<Outcome> {
  const { port1, port2 } = new MessageChannel();
  const outcome = new Promise<Outcome>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<Outcome>) => resolve(data);
  });
  worker.postMessage({ command }, [port2]);
  return outcome;
}

/** A service worker that answers within `scope`, running. */
export async function registerWorker(
  scope: string,
  format: 'module' | 'classic',
  script?: string,
): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register(scriptUrl(format, script), { type: format, scope });
  const worker = workerOf(registration);
  await new Promise<void>((resolve) => {
    const look = () => {
      if (worker.state === 'activated') resolve();
    };
    worker.addEventListener('statechange', look);
    look();
  });
  return registration;
}

export function workerOf({ installing, waiting, active }: ServiceWorkerRegistration): ServiceWorker {
  const worker = installing ?? waiting ?? active;
  if (worker) return worker;
  throw new Error('expected a service worker');
}

/** A page in a frame, once it is loaded. */
export async function framedPage(url: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe');
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  frame.src = url;
  document.body.append(frame);
  await loaded;
  return frame;
}
