import { html, waitUntil } from '@open-wc/testing';
import { request, states as descriptions } from '../../demo/pages/gallery/states.js';
import type { DialogState } from '../../demo/pages/gallery/states.js';
import { resetWorld } from '../../demo/pages/gallery/world.js';
import type { Verification } from '../../src/protocol/verification.js';
import { DialogHarness } from './dialog-harness.js';
import { never, refusal, ScriptedVerifier } from './scripted-verifier.js';

export { atSecond } from '../../demo/pages/gallery/states.js';

const content = html`<p slot="help">Call us at 0800 123 456.</p>
  <p slot="footer">We never ask for your password by phone.</p>`;

// For what follows in the same page.
afterEach(resetWorld);

/** Opens a dialog with help and a footer. */
export async function show(
  verification: Verification,
  prepare: (verifier: ScriptedVerifier, harness: DialogHarness) => void = () => undefined,
): Promise<DialogHarness> {
  const verifier = new ScriptedVerifier(verification);
  const harness = await DialogHarness.create(verifier, content);
  prepare(verifier, harness);
  harness.askInBackground('strict', request);
  await waitUntil(
    () => harness.element.open && (harness.state !== 'starting' || verifier.onStart === never),
    'it opens',
    { timeout: 8000, interval: 10 },
  );
  await harness.settleRendering();
  return harness;
}

async function open({ verification, script, act, isBusy }: DialogState): Promise<DialogHarness> {
  const harness = await show(verification, (verifier) => script?.(verifier, refusal));
  await act?.(harness);
  if (!isBusy) await harness.waitForStability();
  return harness;
}

/** Opens the dialog in each of its states that this browser can show. */
export const states: Readonly<Record<string, () => Promise<DialogHarness>>> = Object.fromEntries(
  Object.entries(descriptions)
    .filter(([, { needs }]) => needs === undefined || needs in window)
    .map(([name, state]) => [name, () => open(state)]),
);
