// WebKitGTK hangs without a display, so its driver gets a virtual one of its own.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { findWebKit } from './engines.mjs';

const START_TIMEOUT_MS = 20_000;

/**
 * Starts Xvfb and WebKitWebDriver; both end with this process.
 *
 * @returns the driver's port and the browser to name in its capabilities.
 */
export async function startWebKitDriver() {
  const webkit = findWebKit();
  if (!webkit) throw new Error('WebKitGTK is not installed. Run `node scripts/setup.mjs --browsers`.');
  const display = await startDisplay(webkit.xvfb);
  const port = await freePort();
  const driver = spawn(webkit.driver, [`--port=${port}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DISPLAY: display, WAYLAND_DISPLAY: '', GDK_BACKEND: 'x11', LIBGL_ALWAYS_SOFTWARE: '1' },
  });
  endWithThisProcess(driver);
  await untilListening(port);
  return { port, browser: webkit.browser };
}

/** Xvfb picks a free display itself and writes its number to the file descriptor: no race for `:99`. */
async function startDisplay(xvfb) {
  const server = spawn(xvfb, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  endWithThisProcess(server);
  let written = '';
  for await (const chunk of server.stdio[3]) {
    written += chunk;
    if (written.endsWith('\n')) return `:${written.trim()}`;
  }
  throw new Error('Xvfb ended before it had a display');
}

function endWithThisProcess(child) {
  child.unref();
  process.on('exit', () => child.kill());
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function untilListening(port) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const status = await fetch(`http://127.0.0.1:${port}/status`).catch(() => undefined);
    if (status?.ok) return;
    await delay(50);
  }
  throw new Error(`WebKitWebDriver did not answer within ${START_TIMEOUT_MS / 1000} s`);
}
