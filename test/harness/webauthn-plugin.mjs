// Server commands for what only a browser's debugging protocol can do. `virtual-authenticator.ts` and
// `accessibility-tree.ts` are their typed side. An engine without that protocol answers `{ available: false }`.

const commands = {
  'webauthn:add': async (cdp, options) => {
    await cdp.send('WebAuthn.enable', { enableUI: false });
    return cdp.send('WebAuthn.addVirtualAuthenticator', { options });
  },
  'webauthn:remove': (cdp, { authenticatorId }) => cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }),
  'webauthn:add-credential': (cdp, payload) => cdp.send('WebAuthn.addCredential', payload),
  'webauthn:credentials': (cdp, payload) => cdp.send('WebAuthn.getCredentials', payload),
  'webauthn:set-user-verified': (cdp, payload) => cdp.send('WebAuthn.setUserVerified', payload),
  'webauthn:set-presence': (cdp, payload) => cdp.send('WebAuthn.setAutomaticPresenceSimulation', payload),
  'accessibility:tree': (cdp) => cdp.send('Accessibility.getFullAXTree'),
  'media:emulate': (cdp, features) =>
    cdp.send('Emulation.setEmulatedMedia', {
      features: Object.entries(features).map(([name, value]) => ({ name, value })),
    }),
};

export function webauthnPlugin() {
  // Authenticators live as long as the protocol session that made them: one session a page, kept.
  const sessions = new Map();

  async function connect(session) {
    const page = session.browser.getPage?.(session.id);
    if (!page?.createCDPSession || session.browser.type !== 'puppeteer') return undefined;
    const known = sessions.get(session.id);
    if (known?.page === page) return known.cdp;
    const cdp = await page.createCDPSession().catch(() => undefined);
    if (cdp) sessions.set(session.id, { page, cdp });
    return cdp;
  }

  return {
    name: 'webauthn',
    async executeCommand({ command, payload, session }) {
      const run = commands[command];
      if (!run) return undefined;
      const cdp = await connect(session);
      return cdp ? { available: true, ...(await run(cdp, payload)) } : { available: false };
    },
  };
}
