/* Adding a passkey, with the JSON forms of WebAuthn Level 3 that browsers have built in. */

export const canUsePasskeys = () => typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON === 'function';

/** @param call how to reach the bank's API: `(path, body) => Promise<answer>`. */
export async function addPasskey(call) {
  const options = await call('/api/passkeys/options');
  const credential = await navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
  });
  await call('/api/passkeys', credential.toJSON());
}
