import { expect, waitUntil } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import { verifyFirst } from '../../src/intercept/verify-first.js';
import type { endpoint } from './page-api.js';

/** A page of which the user is asked everything, and verifies when the test says so, or has verified already. */
export function page(html: string, session?: 'fresh') {
  const root = document.body.appendChild(document.createElement('div'));
  root.innerHTML = html;
  const controller = new AbortController();
  const asked: unknown[] = [];
  let verify: (value?: unknown) => void = () => undefined;
  verifyFirst(
    document,
    (config, { reason }) => {
      asked.push(reason ?? config);
      return session ? Promise.resolve() : new Promise((resolve) => (verify = resolve));
    },
    controller.signal,
  );
  pages.push(() => {
    controller.abort();
    root.remove();
  });
  const find = (selector: string): Element => {
    const found = root.querySelector(selector);
    if (!found) throw new Error(`There is no ${selector}`);
    return found;
  };
  return { root, asked, find, verify: () => verify() };
}

const pages: (() => void)[] = [];
export const cleanAll = () => pages.splice(0).forEach((clean) => clean());

export async function press(element: Element): Promise<void> {
  const { left, top } = element.getBoundingClientRect();
  await sendMouse({ type: 'click', position: [Math.ceil(left) + 7, Math.ceil(top) + 5] });
}

/** What a form sent, once it has. */
export async function bodyAt(api: ReturnType<typeof endpoint>): Promise<string | undefined> {
  await waitUntil(async () => (await api.received()).length > 0, 'it is submitted', { timeout: 5000 });
  const received = await api.received();
  expect(received).to.have.length(1);
  return received[0]?.body;
}

/** Where what is submitted or followed goes. */
export const frame = '<iframe name="answer" title="Answer"></iframe>';
