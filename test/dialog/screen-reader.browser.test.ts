import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { setUpClock } from '../harness/clock.js';
import { setUpNetwork } from '../harness/network.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { ScreenReader } from '../harness/screen-reader.js';
import {
  emailCode,
  passkey,
  password,
  refusal,
  ScriptedVerifier,
  totp,
  verificationWith,
} from '../harness/scripted-verifier.js';
import type { Verification } from '../../src/protocol/verification.js';

/** What `docs/accessibility.md` says is heard, by its headings. */
const written = fetch('/docs/accessibility.md')
  .then((response) => response.text())
  .then(
    (page) =>
      new Map(
        [...page.matchAll(/^### ([^\n]*)\n[^#]*?```text\n(.*?)\n```/gms)].map(([, name = '', lines = '']) => [
          name,
          lines,
        ]),
      ),
  );

const SECOND = 1000;

interface Stage {
  verifier: ScriptedVerifier;
  harness: DialogHarness;
  /** Does what the user does, says so, and waits until nothing is on its way any more. */
  act: (what: string, work: () => Promise<unknown>) => Promise<void>;
}

const wrong = (code: string, attemptsLeft: number) => () => Promise.reject(refusal(422, code, { attemptsLeft }));

/** A server's answer takes a moment, in which what is heard meanwhile is rendered. */
const later =
  <Value>(value: () => Value | Promise<Value>) =>
  async (): Promise<Value> => {
    await new Promise(requestAnimationFrame);
    return value();
  };

const clock = setUpClock();
const network = setUpNetwork();

/** The end of a wait, when the dialog would draw itself again. */
async function wait(seconds: number, { element }: DialogHarness): Promise<void> {
  clock.advance(seconds * SECOND);
  element.requestUpdate();
  await element.updateComplete;
}

interface Story {
  verification: Verification;
  tell: (stage: Stage) => Promise<void>;
}

const stories: Record<string, Story> = {
  'A wrong password, twice, and then the right one': {
    verification: verificationWith([password]),
    tell: async ({ verifier, harness, act }) => {
      verifier.onAttempt = later(wrong('form_password_incorrect', 3));
      await act('types a wrong password and presses Enter', async () => {
        await harness.type('wrong horse');
        await harness.press('Enter');
      });
      await act('presses Enter once more', () => harness.press('Enter'));
      await act('empties the field and presses Enter', async () => {
        harness.field.value = '';
        await harness.press('Enter');
      });
      await act('presses Enter once more', () => harness.press('Enter'));
      verifier.onAttempt = later(() => ({ ...verifier.verification, status: 'complete' as const }));
      await act('types the right password and presses Enter', async () => {
        await harness.type('brown horse');
        await harness.press('Enter');
        await harness.waitUntilClosed();
      });
    },
  },
  'A code by email, sent, sent again, wrong and expired': {
    verification: verificationWith([emailCode]),
    tell: async ({ verifier, harness, act }) => {
      await act('goes to the button that sends a new code, and presses it', async () => {
        await harness.press('Tab');
        await harness.press('Tab');
        await harness.press('Enter');
      });
      await act('waits for half a minute', () => wait(31, harness));
      await act('presses the button', () => harness.press('Enter'));
      verifier.onAttempt = later(wrong('form_code_incorrect', 4));
      await act('types a wrong code', async () => {
        harness.field.focus();
        await harness.type('121212');
      });
      await act('presses Enter', () => harness.press('Enter'));
      await act('types another wrong code', () => harness.type('343434'));
      await act('waits for half a minute', () => wait(31, harness));
      await act('waits for ten minutes', () => wait(571, harness));
    },
  },
  'A password, and then a second factor': {
    verification: verificationWith([password], { level: 'multi_factor', secondFactors: [totp] }),
    tell: async ({ verifier, harness, act }) => {
      verifier.onAttempt = later(() => ({ ...verifier.verification, status: 'needs_second_factor' as const }));
      await act('types the password and presses Enter', async () => {
        await harness.type('brown horse');
        await harness.press('Enter');
      });
      verifier.onAttempt = later(() => ({ ...verifier.verification, status: 'complete' as const }));
      await act('types the code', async () => {
        await harness.type('123456');
        await harness.waitUntilClosed();
      });
    },
  },
  'Another method, and back': {
    verification: verificationWith([password, emailCode]),
    tell: async ({ harness, act }) => {
      await act('presses “Use another method”', () => harness.click('other'));
      await act('presses “Back”', () => harness.click('back'));
    },
  },
  'A start that fails, fails again, and succeeds': {
    verification: verificationWith([password]),
    tell: async ({ verifier, harness, act }) => {
      await act('goes to “Try again” and presses it', async () => {
        harness.part('submit').focus();
        await harness.press('Enter');
      });
      verifier.onStart = later(() => verifier.verification);
      await act('presses it once more', () => harness.press('Enter'));
    },
  },
  'Too many attempts': {
    verification: verificationWith([password]),
    tell: async ({ verifier, harness, act }) => {
      verifier.onAttempt = later(() => Promise.reject(refusal(429, 'too_many_requests', { retryAfter: 300 })));
      await act('types a password and presses Enter', async () => {
        await harness.type('brown horse');
        await harness.press('Enter');
      });
      await act('presses Enter once more', () => harness.press('Enter'));
      await act('waits until then', () => wait(301, harness));
    },
  },
  'Offline and back': {
    verification: verificationWith([password]),
    tell: async ({ verifier, harness, act }) => {
      verifier.onAttempt = later(() => Promise.reject(new TypeError('Failed to fetch')));
      await act('types a password and loses the network', async () => {
        await harness.type('brown horse');
        network.lose();
      });
      await act('presses Enter', () => harness.press('Enter'));
      await act('has the network back', () => {
        network.regain();
        return harness.settleRendering();
      });
    },
  },
  'Caps Lock': {
    verification: verificationWith([password]),
    tell: async ({ harness, act }) => {
      const type = async (isOn: boolean) => {
        harness.pressWithCapsLock(isOn);
        await harness.element.updateComplete;
      };
      await act('types with Caps Lock on', async () => {
        await type(true);
        await type(true);
      });
      await act('types with Caps Lock off', () => type(false));
    },
  },
  'No method for this user': {
    verification: verificationWith([]),
    tell: () => Promise.resolve(),
  },
  'Signed out meanwhile': {
    verification: verificationWith([password]),
    tell: async ({ verifier, harness, act }) => {
      verifier.onAttempt = later(() => Promise.reject(refusal(401, 'authentication_invalid')));
      await act('types the password and presses Enter', async () => {
        await harness.type('brown horse');
        await harness.press('Enter');
      });
    },
  },
  ...('PublicKeyCredential' in window && {
    'A passkey that is cancelled': {
      verification: verificationWith([passkey, password]),
      tell: async ({ harness, act }) => {
        navigator.credentials.get = later(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
        await act('goes to “Use passkey” and presses it, and cancels what the browser shows', async () => {
          harness.part('submit').focus();
          await harness.press('Enter');
          await waitUntil(() => harness.text('alert') !== '');
        });
        Reflect.deleteProperty(navigator.credentials, 'get');
        await act('presses “Use your password”', () => harness.click('instead'));
      },
    },
  }),
};

describe('what a screen reader hears', () => {
  // The first dialog of a page loads its inside, and what is heard depends on how long that takes.
  before(async () => {
    const harness = await DialogHarness.create(new ScriptedVerifier(verificationWith([password])));
    harness.askInBackground();
    await waitUntil(() => harness.element.open);
    // By a key: a page that nobody has used yet may not have the focus of the system.
    await harness.press('Escape');
    await harness.waitUntilClosed();
    await waitUntil(() => document.hasFocus());
  });

  const { setTimeout: realSetTimeout } = globalThis;
  beforeEach(() => {
    // On a busy machine the first answer may be too late for the dialog to wait for it. Then there is more to hear.
    globalThis.setTimeout = Object.assign(
      (...[work, delay, ...args]: Parameters<typeof setTimeout>) =>
        realSetTimeout(work, delay === 150 ? 10 * SECOND : delay, ...args),
      realSetTimeout,
    );
  });
  afterEach(() => {
    globalThis.setTimeout = realSetTimeout;
  });

  for (const [name, { verification, tell }] of Object.entries(stories)) {
    it(`${name}: is what the documentation says`, async () => {
      const opener = await fixture<HTMLElement>(html`<button>Transfer</button>`);
      const verifier = new ScriptedVerifier(verification);
      const { onPrepare } = verifier;
      verifier.onPrepare = (stage, factor) => later(() => onPrepare(stage, factor))();
      verifier.onStart = later(() => (name.startsWith('A start') ? Promise.reject(new TypeError('no')) : verification));
      const harness = await DialogHarness.create(verifier);
      opener.focus();
      const reader = new ScreenReader(harness.root);
      harness.askInBackground('strict_mfa', { reason: 'Sending money needs a fresh confirmation.' });
      await waitUntil(() => harness.element.open);
      await harness.waitForStability();
      await tell({
        verifier,
        harness,
        act: async (what, work) => {
          reader.did(what);
          await work();
          await harness.waitForStability();
        },
      });
      const heard = reader.end().join('\n');
      expect(heard).to.equal((await written).get(name));
    });
  }

  it('has no story that is written but not told', async () => {
    const told = new Set([...Object.keys(stories), 'A passkey that is cancelled']);
    expect([...(await written).keys()].filter((name) => !told.has(name))).to.be.empty;
  });
});
