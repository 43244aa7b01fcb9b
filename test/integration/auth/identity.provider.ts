import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { SignJWT, type JWTPayload } from 'jose';
import { HttpService } from '../../support/http.service.js';

/** A key that the provider signs with. */
interface SigningKey {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: object;
}

/** One of each process: making them takes long. */
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** An identity provider in this process: publishes its keys, and changes them. */
export class IdentityProvider {
  /** Answers instead of the keys, while it is set. */
  answer: ((response: ServerResponse) => void) | undefined;
  private keys: SigningKey[] = [];

  private constructor(readonly service: HttpService) {}

  static async start(): Promise<IdentityProvider> {
    const started: IdentityProvider = new IdentityProvider(await HttpService.start((response) => started.respond(response)));
    return started;
  }

  get uri(): string {
    return `${this.service.url}/.well-known/jwks.json`;
  }

  /** How often the keys were asked for. */
  get fetches(): number {
    return this.service.requests.length;
  }

  /** Publishes one more key. */
  add(alg: 'RS256' | 'RS512' | 'ES256', kid: string): void {
    const pair = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : rsa;
    this.keys.push({ alg, kid, privateKey: pair.privateKey, jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid, use: 'sig' } });
  }

  /** Publishes this key no more. */
  remove(kid: string): void {
    this.keys = this.keys.filter((key) => key.kid !== kid);
  }

  /** A signer of tokens for Ann, which goes on signing when the key is no longer published. */
  signer(kid: string): (claims?: JWTPayload, header?: object) => Promise<string> {
    const key = this.keys.find((one) => one.kid === kid);
    if (key === undefined) throw new Error(`no key ${kid}`);
    const exp = Math.floor(Date.now() / 1000) + 600;
    return (claims = {}, header = { kid }) =>
      new SignJWT({ iss: this.service.url, aud: 'tasker', sub: 'ann', exp, ...claims })
        .setProtectedHeader({ alg: key.alg, ...header })
        .sign(key.privateKey);
  }

  private respond(response: ServerResponse): void {
    if (this.answer !== undefined) return this.answer(response);
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: this.keys.map(({ jwk }) => jwk) }));
  }
}
