import { describe, expect, it } from 'vitest';
import { apiBackoff, apiConfigProblems, apiRetryLimit, type ApiConfigView } from './api.config.js';

const url = 'https://api.example.com/v1';
const PEM = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----';

const problems = (config: object, view?: ApiConfigView): string[] =>
  apiConfigProblems(config as Record<string, unknown>, view).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('settings that are right', () => {
  it.each<[string, object]>([
    ['a url', {}],
    ['a url in the environment', { url: '${SERVICE_URL}' }],
    ['a url with a password in the environment', { url: 'https://${USER}:${PASS}@api.example.com' }],
    ['everything in snake_case', everything()],
    ['everything in camelCase', camel(everything())],
    ['a method in lower case', { method: 'patch' }],
    ['a time limit in milliseconds', { timeout: 1_500 }],
    ['a time limit in the environment', { timeout: '${TIMEOUT}', follow_redirects: '${N}', max_response_bytes: '${N}' }],
    ['a token in the environment', { headers: { Authorization: 'Bearer ${TOKEN}' }, ssl: { ca: '${CA}', cert: '${CERT}', key: '${KEY}' } }],
    ['several authorities', { ssl: { ca: [PEM, '${CA}'] } }],
    ['a truth in the environment', { ssl: { reject_unauthorized: '${CHECK}' } }],
    ['statuses as numbers', { statuses: { 409: 'success' } }],
    ['no waits', { retry_delay: 0, retries: 0, jitter_factor: 0 }],
    ['a wait of a few milliseconds, said with the unit', { retry_delay: '2ms' }],
    ['settings that are left out', { method: undefined, ssl: { ca: undefined }, retry_delay: undefined }],
    ['any body', { body: { a: ['${TOKEN}', null] } }],
  ])('%s', (_name, config) => {
    expect(problems({ url, ...config })).toEqual([]);
  });
});

describe('settings that are wrong are named by their path', () => {
  it.each<[object, string]>([
    [{ url: undefined }, 'url: must be given'],
    [{ url: 'api.example.com' }, 'url: must be an absolute http or https URL'],
    [{ url: '/v1' }, 'url: must be an absolute'],
    [{ url: 'ftp://api.example.com' }, 'url: must be an absolute'],
    [{ url: 'http:/api.example.com' }, 'url: must be an absolute'],
    [{ url: 'https://' }, 'url: must be an absolute'],
    [{ url: 'https://a b' }, 'url: must be an absolute'],
    [{ url: 'https://h:99999' }, 'url: must be an absolute'],
    [{ url: '' }, 'url: must be an absolute'],
    [{ url: 7 }, 'url: must be an absolute'],
    [{ url: null }, 'url: must be an absolute'],
    [{ url: `${url}#top` }, "url: must not have a part behind '#'"],
    [{ url: 'https://me:hunter2@api.example.com' }, 'url: must hold no user or password'],
    [{ urll: url }, "urll: is not a setting of an HTTP call; did you mean 'url'?"],
    [{ header: {} }, "header: is not a setting of an HTTP call; did you mean 'headers'?"],
    [{ followRedirect: 1 }, 'followRedirect: is not a setting of an HTTP call'],
    [{ template_id: 7 }, 'template_id: is not a setting of an HTTP call'],
    [{ constructor: 7 }, 'constructor: is not a setting of an HTTP call'],
    [{ retry_delay: '1s', retryDelay: '2s' }, 'retryDelay: stands there as retry_delay too'],
    [{ type: 'soap' }, "type: must be 'api'"],
    [{ method: 'FETCH' }, 'method: must be one of GET'],
    [{ method: 'PATHC' }, 'method: must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS; did you mean'],
    [{ method: 'CONNECT' }, 'method: must be one of'],
    [{ params: [] }, 'params: must be an object'],
    [{ params: { filter: { a: 1 } } }, "params: has under 'filter'"],
    [{ params: { n: Number.NaN } }, "params: has under 'n'"],
    [{ headers: 'Accept: a' }, 'headers: must be an object'],
    [{ headers: { 'X Y': '1' } }, "headers: has 'X Y', which is not a header name"],
    [{ headers: { '': '1' } }, "headers: has '', which is not a header name"],
    [{ headers: { 'X-A': '1\r\nX-B: 2' } }, 'headers: has under X-A characters'],
    [{ headers: { 'X-A': '${TOKEN}\n' } }, 'headers: has under X-A characters'],
    [{ headers: { 'X-A': null } }, 'headers: has under X-A something else'],
    [{ headers: { 'X-A': ['1'] } }, 'headers: has under X-A something else'],
    [{ headers: { 'Content-Length': 1 } }, 'headers: has Content-Length, which the client sets'],
    [{ headers: { host: 'x' } }, 'headers: has host, which the client sets'],
    [{ headers: { Accept: 'a', accept: 'b' } }, 'headers: has accept twice'],
    [{ ssl: true }, 'ssl: must be an object'],
    [{ ssl: { verify: false } }, 'ssl.verify: is not a TLS setting'],
    [{ ssl: { caa: PEM } }, "ssl.caa: is not a TLS setting; did you mean 'ca'?"],
    [{ ssl: { ca: '/etc/ca.pem' } }, 'ssl.ca: must be PEM text'],
    [{ ssl: { ca: [] } }, 'ssl.ca: must be PEM text'],
    [{ ssl: { cert: PEM } }, "ssl: needs 'key' too"],
    [{ ssl: { key: PEM } }, "ssl: needs 'cert' too"],
    [{ ssl: { passphrase: 7 } }, 'ssl.passphrase: must be a text'],
    [{ ssl: { servername: '' } }, 'ssl.servername: must be a host name'],
    [{ ssl: { reject_unauthorized: 0 } }, 'ssl.reject_unauthorized: must be true or false'],
    [{ ssl: { reject_unauthorized: false, rejectUnauthorized: true } }, 'ssl.rejectUnauthorized: stands there as'],
    [{ timeout: '10' }, "timeout: '10' is not a duration"],
    [{ timeout: 0 }, 'timeout: must be between 1 ms'],
    [{ timeout: '25d' }, 'timeout: must be between 1 ms'],
    [{ timeout: 1.5 }, 'timeout: 1.5 is not a duration'],
    [{ follow_redirects: true }, 'follow_redirects: must be a whole number from 0 to 20'],
    [{ follow_redirects: 21 }, 'follow_redirects: must be a whole number'],
    [{ max_response_bytes: 0 }, 'max_response_bytes: must be a whole number'],
    [{ max_response_bytes: '1mb' }, 'max_response_bytes: must be a whole number'],
    [{ allowed_response_headers: 'etag' }, 'allowed_response_headers: must be a list'],
    [{ allowed_response_headers: ['x y'] }, 'allowed_response_headers: must be a list'],
    [{ statuses: ['409'] }, 'statuses: must be an object'],
    [{ statuses: { '4x': 'success' } }, "statuses: has '4x'"],
    [{ statuses: { '600': 'success' } }, "statuses: has '600'"],
    [{ statuses: { '409': 'ok' } }, 'statuses: must say for 409 one of success, retryable, permanent'],
    [{ retries: -1 }, 'retries: must be a whole number of 0 or more'],
    [{ retries: 2 ** 31 - 1 }, 'retries: must be a whole number'],
    [{ retries: '${N}' }, 'retries: must be written out'],
    [{ retry_delay: 'soon' }, "retry_delay: 'soon' is not a duration"],
    [{ retry_delay: 2 }, "retry_delay: would be a wait of 2 ms: write '2s' for seconds or '2ms'"],
    [{ retry_delay: 0.5 }, "retry_delay: would be a wait of 0.5 ms: write '0.5s'"],
    [{ retry_delay: '${DELAY}' }, 'retry_delay: must be written out'],
    [{ jitter_factor: 1.1 }, 'jitter_factor: must be a number from 0 to 1'],
    [{ jitter_factor: '0.1' }, 'jitter_factor: must be a number from 0 to 1'],
    [{ enable_exponential_backoff: 'yes' }, 'enable_exponential_backoff: must be true or false'],
  ])('%o', (config, problem) => {
    const found = problems({ url, ...config });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(problem);
  });

  it('all at once', () => {
    expect(problems({ url: 'x', method: 'x', ssl: { ca: 'x', oops: 1 }, oops: 1 })).toHaveLength(5);
  });

  it('without a value that may be secret', () => {
    const secret = 'hunter2';
    const config = {
      url: `ftp://${secret}`,
      params: { a: { secret } },
      headers: { a: `${secret}\n` },
      ssl: { ca: secret, cert: secret, key: secret, passphrase: [secret] },
      body: secret,
    };
    expect(problems(config).length).toBeGreaterThan(5);
    expect(problems(config).join()).not.toContain(secret);
  });
});

describe('how settings are looked at', () => {
  it('a class may know settings of its own', () => {
    expect(problems({ url, template_id: 7 }, { ownKeys: ['template_id'] })).toEqual([]);
    expect(problems({ url, template_idd: 7 }, { ownKeys: ['template_id'] })[0]).toContain("did you mean 'template_id'?");
  });

  it('a class may give the url', () => {
    expect(problems({}, { urlRequired: false })).toEqual([]);
    expect(problems({ url: 'x' }, { urlRequired: false })).toHaveLength(1);
  });

  it('filled in, a text that looks like a placeholder is a text, and a password has come from outside', () => {
    expect(problems({ url: '${URL}' }, { resolved: true })).toHaveLength(1);
    expect(problems({ url: 'https://me:hunter2@h' }, { resolved: true })).toEqual([]);
  });
});

describe('waits', () => {
  it.each<[object, object | undefined]>([
    [{}, undefined],
    [{ url, retries: 3 }, undefined],
    [{ retry_delay: '1s' }, { type: 'exponential', base: '1s' }],
    [{ retryDelay: 1_500 }, { type: 'exponential', base: 1_500 }],
    [{ retry_delay: 0 }, { type: 'exponential', base: 0 }],
    [{ enable_exponential_backoff: true }, { type: 'exponential' }],
    [{ jitter_factor: 0 }, { type: 'exponential', jitter: 0 }],
    [
      { enableExponentialBackoff: true, jitterFactor: 0.5, retryDelay: '3s' },
      { type: 'exponential', base: '3s', jitter: 0.5 },
    ],
    [{ enable_exponential_backoff: false }, { type: 'fixed', waits: [0] }],
    [
      { enable_exponential_backoff: false, retry_delay: '5s' },
      { type: 'fixed', waits: ['5s'] },
    ],
    [
      { enable_exponential_backoff: false, retry_delay: '5s', jitter_factor: 0.2 },
      { type: 'fixed', waits: ['5s'], jitter: 0.2 },
    ],
    [{ retry_delay: 'soon', jitter_factor: 7, enable_exponential_backoff: 'no' }, undefined],
    [
      { retry_delay: 'soon', jitter_factor: 0.2 },
      { type: 'exponential', jitter: 0.2 },
    ],
  ])('%o', (config, backoff) => {
    expect(apiBackoff(config as Record<string, unknown>)).toEqual(backoff);
  });

  it.each([
    [{}, undefined],
    [{ retries: 0 }, 1],
    [{ retries: 2 }, 3],
    [{ retries: -1 }, undefined],
    [{ retries: '2' }, undefined],
  ])('attempts of %o', (config, attempts) => {
    expect(apiRetryLimit(config)).toBe(attempts);
  });
});

function everything(): Record<string, unknown> {
  return {
    type: 'api',
    url,
    method: 'POST',
    params: { a: 'x', b: 1, c: true, d: null, e: ['x', 1] },
    headers: { 'X-A': 'x', 'X-B': 1, 'X-C': true },
    ssl: { ca: PEM, cert: PEM, key: PEM, passphrase: 'p', servername: 'h', reject_unauthorized: false },
    timeout: '10s',
    follow_redirects: 20,
    max_response_bytes: 1,
    allowed_response_headers: ['ETag'],
    body: {},
    statuses: { '409': 'success', '5xx': 'permanent', '404': 'retryable' },
    retries: 5,
    retry_delay: '1s',
    jitter_factor: 0.5,
    enable_exponential_backoff: false,
  };
}

function camel(config: Record<string, unknown>): Record<string, unknown> {
  const renamed = (key: string): string => key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const entries = Object.entries(config).map(([key, value]) => [
    renamed(key),
    key === 'ssl' ? camel(value as Record<string, unknown>) : value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}
