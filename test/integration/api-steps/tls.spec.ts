import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiStepHandler } from '../../../libs/tasker/src/definitions/handlers/api.step-handler.js';
import { HttpService, pem } from '../../support/http.service.js';
import { fakeExecution } from '../../support/step.execution.js';

const services: HttpService[] = [];

afterEach(() => Promise.all(services.splice(0).map((service) => service.close())));

/** A service that shows the certificate `name` and answers with the name in the client's certificate. */
async function secure(name: string, options: { asks?: boolean; maxVersion?: 'TLSv1.2' } = {}): Promise<HttpService> {
  const identity = { cert: pem(`${name}.crt`), key: pem(`${name}.key`) };
  const clients = options.asks === true ? { requestCert: true, rejectUnauthorized: true, ca: pem('authority.crt') } : {};
  const service = await HttpService.startSecure(
    (response) => {
      const { CN: client } = (response.socket as TLSSocket).getPeerCertificate().subject ?? {};
      response.writeHead(200, { 'x-client': String(client ?? 'nobody') }).end('ok');
    },
    { ...identity, ...clients, maxVersion: options.maxVersion },
  );
  services.push(service);
  return service;
}

const trusted = { ca: pem('authority.crt') };

function outcome(url: string, ssl: Record<string, unknown>, config: Record<string, unknown> = {}): Promise<any> {
  return new ApiStepHandler()
    .handle(fakeExecution({ config: { url: `${url}/orders?token=topsecret`, ssl, ...config } }))
    .catch((thrown: unknown) => thrown);
}

describe('a server is trusted', () => {
  it.each([
    ['whose certificate an authority of ssl.ca signed', 'server', trusted],
    ['whose certificate one of several authorities signed', 'server', { ca: [pem('self-signed.crt'), pem('authority.crt')] }],
    ['whose own certificate is named', 'self-signed', { ca: pem('self-signed.crt') }],
    ['whose certificate bears the expected name', 'elsewhere', { ...trusted, servername: 'elsewhere.example' }],
    ['unseen, when that is asked for', 'expired', { reject_unauthorized: false }],
    ['unseen, when the environment asks for it', 'expired', { rejectUnauthorized: 'false' }],
  ])('%s', async (_name, certificate, ssl) => {
    const { url } = await secure(certificate);
    expect(await outcome(url, ssl)).toMatchObject({ status: 200, body: 'ok' });
  });
});

describe('a server is not trusted, for good, and the error says why', () => {
  it.each([
    ['expired', 'expired', trusted, 'has expired'],
    ['self-signed', 'self-signed', trusted, 'self-signed'],
    ['of an authority that nobody named', 'server', {}, 'authority'],
    ['for another host name', 'elsewhere', trusted, 'another host name'],
    ['for another name than the expected one', 'server', { ...trusted, servername: 'elsewhere.example' }, 'another host name'],
  ])('%s', async (_name, certificate, ssl, words) => {
    const { url, requests } = await secure(certificate);
    const error = await outcome(url, ssl);
    expect(error).toMatchObject({
      name: 'PermanentError',
      errorCode: 'TLS_ERROR',
      context: { step_name: 'call_service', code: 'TLS_ERROR' },
    });
    expect(error.message).toContain(words);
    expect(error.message).toContain(`GET ${url}/orders `);
    expect(error.message).not.toContain('topsecret');
    expect(requests).toEqual([]);
  });

  it('not after another step trusted it either: each TLS setting has connections of its own', async () => {
    const { url } = await secure('server');
    expect(await outcome(url, trusted)).toMatchObject({ status: 200 });
    expect(await outcome(url, {})).toMatchObject({ errorCode: 'TLS_ERROR' });
    expect(await outcome(url, { reject_unauthorized: false })).toMatchObject({ status: 200 });
    expect(await outcome(url, {})).toMatchObject({ errorCode: 'TLS_ERROR' });
  });

  it('a server that speaks no TLS', async () => {
    const plain = await HttpService.start((response) => response.end());
    services.push(plain);
    expect(await outcome(plain.url.replace('http:', 'https:'), trusted)).toMatchObject({ name: 'PermanentError', errorCode: 'TLS_ERROR' });
  });
});

describe('a client certificate', () => {
  const identity = { ...trusted, cert: pem('client.crt'), key: pem('client.key') };

  it('is shown to a server that asks for one', async () => {
    const service = await secure('server', { asks: true });
    expect(await outcome(service.url, identity, { allowed_response_headers: ['x-client'] })).toMatchObject({
      headers: { 'x-client': 'worker' },
    });
  });

  it('that is missing fails for good', async () => {
    // From 1.3 on a server says so after the handshake, often too late to be heard: that looks like a cut connection.
    const service = await secure('server', { asks: true, maxVersion: 'TLSv1.2' });
    expect(await outcome(service.url, trusted)).toMatchObject({ name: 'PermanentError', errorCode: 'TLS_ERROR' });
  });

  it.each([
    ['a key of another certificate', { ...identity, key: pem('server.key') }],
    ['a certificate that is none', { ...identity, cert: '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----' }],
    ['a key that is none', { ...identity, key: '-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----' }],
  ])('that cannot be used fails for good: %s', async (_name, ssl) => {
    const service = await secure('server', { asks: true });
    const error = await outcome(service.url, ssl);
    expect(error).toMatchObject({ name: 'PermanentError', errorCode: 'TLS_ERROR' });
    expect(`${error.message}${JSON.stringify(error.context)}`).not.toContain('nonsense');
  });

  it('is not shown to another origin that a redirect leads to', async () => {
    const asking = { requestCert: true, rejectUnauthorized: false, cert: pem('server.crt'), key: pem('server.key') };
    const abroad = await HttpService.startSecure((response) => {
      response.end(String((response.socket as TLSSocket).getPeerCertificate().subject?.CN ?? 'nobody'));
    }, asking);
    const home = await HttpService.startSecure((response) => response.writeHead(307, { location: abroad.url }).end(), asking);
    services.push(abroad, home);
    expect(await outcome(abroad.url, identity)).toMatchObject({ body: 'worker' });
    expect(await outcome(home.url, identity, { follow_redirects: 1 })).toMatchObject({ body: 'nobody' });
  });
});

it('a redirect from https to http is not followed', async () => {
  const plain = await HttpService.start((response) => response.end());
  const options = { cert: pem('server.crt'), key: pem('server.key') };
  const service = await HttpService.startSecure((response) => response.writeHead(302, { location: plain.url }).end(), options);
  services.push(plain, service);
  expect(await outcome(service.url, trusted, { follow_redirects: 3 })).toMatchObject({ name: 'RetryableError', context: { status: 302 } });
  expect(plain.requests).toEqual([]);
});
