import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { Passkey } from '../../src/server.js';
import { ORIGIN } from './application.js';

interface Ceremony {
  challenge: string;
  origin?: string;
  rpId?: string;
  type?: string;
  userVerified?: boolean;
  userPresent?: boolean;
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

/** An authenticator in software: a real ES256 key, real signatures (WebAuthn Level 3, section 6.3.3). */
export class Authenticator {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly id = randomBytes(16).toString('base64url');
  /** 0, as synced passkeys have it, until a test counts. */
  counter = 0;

  /** What the application keeps of it. */
  registered(counter = this.counter): Passkey {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    // COSE_Key (RFC 9052): key type EC2, algorithm ES256, curve P-256, and the point.
    const publicKey = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
        [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
      ]),
    );
    return { id: this.id, publicKey, counter, transports: ['internal'] };
  }

  /** Answers a challenge, as JSON text, the way `PublicKeyCredential.toJSON()` gives it. */
  answer({
    challenge,
    origin = ORIGIN,
    rpId = new URL(origin).hostname,
    type = 'webauthn.get',
    userVerified = true,
    userPresent = true,
  }: Ceremony): string {
    const clientData = Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const flags = Buffer.from([(userPresent ? 0x01 : 0) | (userVerified ? 0x04 : 0)]);
    const authenticatorData = Buffer.concat([sha256(rpId), flags, counter]);
    const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientData)]), this.#keys.privateKey);
    return JSON.stringify({
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: Buffer.from('jane').toString('base64url'),
      },
    });
  }
}
