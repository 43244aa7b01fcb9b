import { describe, expect, it } from 'vitest';
import { readApiConfig, type ApiDefaults } from './api.settings.js';

const url = 'https://api.example.com/v1';

describe('settings', () => {
  it('have defaults', () => {
    expect(readApiConfig({ url })).toEqual({
      url,
      method: 'GET',
      params: {},
      headers: {},
      ssl: {},
      timeoutMs: 30_000,
      followRedirects: 0,
      maxResponseBytes: 1_048_576,
      allowedResponseHeaders: ['content-type', 'etag', 'location', 'x-request-id', 'x-correlation-id'],
      body: undefined,
      statuses: {},
    });
  });

  it('are the same in both spellings', () => {
    const snake = { follow_redirects: 2, max_response_bytes: 3, allowed_response_headers: ['ETag'], ssl: { reject_unauthorized: false } };
    const camel = { followRedirects: 2, maxResponseBytes: 3, allowedResponseHeaders: ['ETag'], ssl: { rejectUnauthorized: false } };
    expect(readApiConfig({ url, ...camel })).toEqual(readApiConfig({ url, ...snake }));
    expect(readApiConfig({ url, ...camel })).toMatchObject({
      followRedirects: 2,
      allowedResponseHeaders: ['etag'],
      ssl: { reject_unauthorized: false },
    });
  });

  it('read numbers and truth out of the texts that the environment gives', () => {
    const config = { url, timeout: '1500', follow_redirects: '2', max_response_bytes: '10', ssl: { reject_unauthorized: 'false' } };
    expect(readApiConfig(config)).toMatchObject({
      timeoutMs: 1_500,
      followRedirects: 2,
      maxResponseBytes: 10,
      ssl: { reject_unauthorized: false },
    });
    expect(readApiConfig({ url, timeout: '2s' }).timeoutMs).toBe(2_000);
  });

  it.each([
    { timeout: '' },
    { timeout: '-1' },
    { follow_redirects: '1e1' },
    { max_response_bytes: '9'.repeat(30) },
    { ssl: { reject_unauthorized: 'no' } },
  ])('are not guessed: %o', (config) => {
    expect(() => readApiConfig({ url, ...config })).toThrow(expect.objectContaining({ name: 'PermanentError', errorCode: 'API_CONFIG' }));
  });
});

describe('what a class gives', () => {
  const defaults: ApiDefaults = {
    url: 'https://default.example',
    method: 'POST',
    params: { a: 1, b: 1 },
    headers: { 'X-A': 'under', 'X-B': 'under' },
    ssl: { servername: 'under', rejectUnauthorized: false },
    statuses: { '409': 'success' },
    timeout: '1s',
    allowedResponseHeaders: ['etag'],
    body: { under: true },
  };

  it('holds where the step says nothing', () => {
    expect(readApiConfig({}, { defaults })).toMatchObject({
      url: 'https://default.example',
      method: 'POST',
      timeoutMs: 1_000,
      body: { under: true },
    });
  });

  it('lies under what the step says, key by key where there are keys', () => {
    const config = {
      url,
      params: { b: 2 },
      headers: { 'x-b': 'over' },
      ssl: { servername: 'over' },
      statuses: { '5xx': 'permanent' },
      allowed_response_headers: ['location'],
      body: { over: true },
    };
    expect(readApiConfig(config, { defaults })).toMatchObject({
      url,
      params: { a: 1, b: 2 },
      headers: { 'X-A': 'under', 'x-b': 'over' },
      ssl: { servername: 'over', reject_unauthorized: false },
      statuses: { '409': 'success', '5xx': 'permanent' },
      allowedResponseHeaders: ['location'],
      body: { over: true },
    });
    expect(readApiConfig(config, { defaults }).headers).not.toHaveProperty('X-B');
  });

  it('is checked like what the step says', () => {
    expect(() => readApiConfig({ url }, { defaults: { timeout: 'soon' as never, oops: 1 } as never })).toThrow(
      /'timeout'.*'oops'|'oops'.*'timeout'/,
    );
    expect(() => readApiConfig({ url, headers: 'x' }, { defaults })).toThrow("'headers' must be an object");
  });

  it('cannot decide about waits and attempts, which are fixed when the definition is registered', () => {
    expect(() => readApiConfig({ url }, { defaults: { retryDelay: '1s', retries: 2 } as never })).toThrow(/retry_delay.*handlerConfig/);
  });
});
