import { describe, expect, it } from 'vitest';
import { PermanentError, RetryableError } from '../../model/errors.js';
import { transportError } from './http-failure.js';

const facts = { method: 'POST', target: 'https://api.example.com/v1', secrets: [] } as const;

const failure = (thrown: unknown): any => transportError(thrown, facts, 'charge');
const coded = (code: string): Error => Object.assign(new Error(`words of ${code}`), { code });

describe('a broken exchange', () => {
  it.each([
    ['ECONNREFUSED', 'CONNECTION_REFUSED'],
    ['ECONNRESET', 'CONNECTION_LOST'],
    ['EPIPE', 'CONNECTION_LOST'],
    ['UND_ERR_SOCKET', 'CONNECTION_LOST'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'CONNECTION_LOST'],
    ['ENOTFOUND', 'HOST_NOT_FOUND'],
    ['EAI_AGAIN', 'HOST_NOT_FOUND'],
    ['ETIMEDOUT', 'CONNECT_TIMEOUT'],
    ['UND_ERR_CONNECT_TIMEOUT', 'CONNECT_TIMEOUT'],
    ['EHOSTUNREACH', 'HOST_UNREACHABLE'],
    ['ENETUNREACH', 'HOST_UNREACHABLE'],
    ['HPE_INVALID_CONSTANT', 'BAD_RESPONSE'],
    ['UND_ERR_HEADERS_OVERFLOW', 'BAD_RESPONSE'],
    ['EMFILE', 'CONNECTION_FAILED'],
    ['UND_ERR_SOMETHING_NEW', 'CONNECTION_FAILED'],
    ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'CONNECTION_FAILED'],
    ['constructor', 'CONNECTION_FAILED'],
  ])('by %s is tried again as %s', (cause, code) => {
    const thrown = coded(cause);
    const error = failure(thrown);
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ retryAfter: undefined, context: { step_name: 'charge', code, cause }, cause: thrown });
    expect(error.message).toMatch(/^POST https:\/\/api\.example\.com\/v1 failed: /);
  });

  it('of several addresses is told by the first', () => {
    expect(failure(new AggregateError([coded('ECONNREFUSED'), coded('ETIMEDOUT')]))).toMatchObject({
      context: { code: 'CONNECTION_REFUSED' },
    });
  });

  it('is found behind the error that wraps it', () => {
    expect(failure(new TypeError('failed', { cause: coded('ECONNRESET') }))).toMatchObject({ context: { code: 'CONNECTION_LOST' } });
  });
});

describe('a server that cannot be trusted', () => {
  it.each([
    ['CERT_HAS_EXPIRED', 'has expired'],
    ['CERT_NOT_YET_VALID', 'not valid yet'],
    ['CERT_REVOKED', 'revoked'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'not trusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ssl.ca'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ssl.ca'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'another host name'],
    ['CERT_SIGNATURE_FAILURE', 'refused'],
    ['CRL_HAS_EXPIRED', 'refused'],
    ['INVALID_PURPOSE', 'refused'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'no TLS connection'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'no TLS connection'],
    ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'cannot be used'],
  ])('by %s fails for good and says %j', (code, words) => {
    const error = failure(coded(code));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ errorCode: 'TLS_ERROR', context: { step_name: 'charge', code: 'TLS_ERROR', cause: code } });
    expect(error.message).toContain(words);
  });
});

describe('what is no broken exchange comes back as it is', () => {
  it.each<[string, unknown]>([
    ['a mistake in code', new TypeError('x is not a function')],
    ['a mistake in a call', coded('ERR_INVALID_ARG_TYPE')],
    ['an outcome', new RetryableError('busy', { cause: coded('Z_DATA_ERROR') })],
    ['a text', 'no'],
    ['nothing', undefined],
    ['null', null],
  ])('%s', (_name, thrown) => {
    expect(failure(thrown)).toBe(thrown);
  });

  it('but a request that the client refuses fails for good', () => {
    expect(failure(coded('UND_ERR_INVALID_ARG'))).toMatchObject({ name: 'PermanentError', errorCode: 'INVALID_REQUEST' });
  });
});
