import type { Browser, CDPSession } from '@playwright/test';

/**
 * A tab of Chromium as a person has it: in the back when another is in front, and frozen when the browser saves memory.
 * Playwright keeps its own pages visible for ever (emulated focus), so that this one is driven past it, by the protocol
 * underneath (Chrome DevTools Protocol, domains Target, Page and Runtime).
 */
export class RealTab {
  #id = 0;

  private constructor(
    private readonly browser: CDPSession,
    private readonly targetId: string,
    private readonly sessionId: string,
  ) {}

  static async open(browser: Browser, url: string): Promise<RealTab> {
    const session = await browser.newBrowserCDPSession();
    const { targetId } = await session.send('Target.createTarget', { url });
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
    return new RealTab(session, targetId, sessionId);
  }

  async bringToFront(): Promise<void> {
    await this.browser.send('Target.activateTarget', { targetId: this.targetId });
  }

  async freeze(): Promise<void> {
    await this.#send('Page.setWebLifecycleState', { state: 'frozen' });
  }

  async resume(): Promise<void> {
    await this.#send('Page.setWebLifecycleState', { state: 'active' });
  }

  /** What an expression is in the page. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.#send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    return answer.result?.result?.value;
  }

  async close(): Promise<void> {
    await this.browser.send('Target.closeTarget', { targetId: this.targetId });
    await this.browser.detach();
  }

  #send(method: string, params: object): Promise<Answer> {
    const id = ++this.#id;
    const answered = new Promise<Answer>((resolve) => {
      const listen = ({ sessionId, message }: { sessionId: string; message: string }) => {
        const answer = JSON.parse(message) as Answer;
        if (sessionId !== this.sessionId || answer.id !== id) return;
        this.browser.off('Target.receivedMessageFromTarget', listen);
        resolve(answer);
      };
      this.browser.on('Target.receivedMessageFromTarget', listen);
    });
    const message = JSON.stringify({ id, method, params });
    return this.browser.send('Target.sendMessageToTarget', { sessionId: this.sessionId, message }).then(() => answered);
  }
}

interface Answer {
  id?: number;
  result?: { result?: { value?: unknown } };
}
