import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestUrl } from './request.target.js';

const BASE = 'https://api.example.com/v1';

function href(path: string, base = BASE): string {
  return requestUrl({ base, path, params: {}, query: {} }).href;
}

describe('a path', () => {
  it.each([
    ['', `${BASE}`],
    ['users', `${BASE}/users`],
    ['/users', `${BASE}/users`],
    ['/users/', `${BASE}/users/`],
    ['/', `${BASE}/`],
    ['a//b', `${BASE}/a//b`],
    ['projects:batch', `${BASE}/projects:batch`],
    ['urn:isbn:1', `${BASE}/urn:isbn:1`],
    ['javascript:alert(1)', `${BASE}/javascript:alert(1)`],
    ['user@evil.example/x', `${BASE}/user@evil.example/x`],
    ['.well-known/x', `${BASE}/.well-known/x`],
    ['a...b/..c', `${BASE}/a...b/..c`],
    ['ü/a b/%2F', `${BASE}/%C3%BC/a%20b/%2F`],
    ['?a=1', `${BASE}?a=1`],
    ['/users?a=1&a=2&b=', `${BASE}/users?a=1&a=2&b=`],
    ['/users?next=https://x/?y', `${BASE}/users?next=https%3A%2F%2Fx%2F%3Fy`],
    ['https://api.example.com/v2/users?a=1', 'https://api.example.com/v2/users?a=1'],
    ['HTTPS://API.example.com:443/x', 'https://api.example.com/x'],
    ['https://api.example.com', 'https://api.example.com/'],
    ['https://api.example.com?a=1', 'https://api.example.com/?a=1'],
  ])('%j leads to %s', (path, url) => {
    expect(href(path)).toBe(url);
  });

  it.each([
    ['users', 'http://h', 'http://h/users'],
    ['users', 'http://h/', 'http://h/users'],
    ['/users', 'http://h/a/b/', 'http://h/a/b/users'],
    ['users', 'http://h/a?key=1', 'http://h/a/users?key=1'],
    ['users?key=2', 'http://h/a?key=1', 'http://h/a/users?key=2'],
    ['users', 'http://[::1]:8080/a', 'http://[::1]:8080/a/users'],
  ])('%j behind %s leads to %s', (path, base, url) => {
    expect(href(path, base)).toBe(url);
  });

  it.each([
    ['//evil.example/x'],
    ['///evil.example'],
    ['\\\\evil.example'],
    ['/\\evil.example'],
    ['a\\..\\b'],
    ['http://api.example.com/v1'],
    ['https://api.example.com:8443/'],
    ['https://evil.example/'],
    ['https://api.example.com.evil.example/'],
    ['https://api.example.com@evil.example/'],
    ['https://user:pass@api.example.com/'],
    ['https:evil.example/x'],
    ['https:///evil.example/x'],
    ['HTTPS://evil.example'],
    ['ftp://api.example.com/x'],
    ['file:///etc/passwd'],
    ['data://x'],
    ['..'],
    ['.'],
    ['../admin'],
    ['/users/../../admin'],
    ['/users/./7'],
    ['/users/%2e%2E/admin'],
    ['/users/.%2e'],
    ['/users/..;/admin'],
    ['https://api.example.com/v1/../admin'],
    ['/users#7'],
    ['\t//evil.example'],
    ['ht\ntps://evil.example'],
    ['/a\r\nHost: evil'],
    ['/a\0'],
  ])('%j is refused', (path) => {
    expect(() => href(path)).toThrow(expect.objectContaining({ name: 'PermanentError', errorCode: 'INVALID_REQUEST' }));
  });

  it('never leaves the origin, whatever a stranger puts into it', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      ':',
      '@',
      '//',
      'https:',
      'evil.example',
      '?',
      '#',
      '%2e',
      '%2f',
      '\t',
      ' ',
      'a',
      ';',
      '[',
      'ü',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = `/users/${pieces.join('')}`;
        try {
          const url = new URL(href(path));
          expect(url.origin).toBe('https://api.example.com');
          expect(url.pathname.startsWith('/v1/users/')).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ errorCode: 'INVALID_REQUEST' });
        }
      }),
      { seed: 1, numRuns: 3_000 },
    );
  });
});

describe('a query', () => {
  const query = (params: object, path: string, own: object): string =>
    requestUrl({ base: `${BASE}?a=base&b=base`, path, params: params as never, query: own as never }).search;

  it('is laid over, name by name: url, settings, path, request', () => {
    expect(query({}, '', {})).toBe('?a=base&b=base');
    expect(query({ a: 'set' }, '', {})).toBe('?b=base&a=set');
    expect(query({ a: 'set' }, '?a=path', {})).toBe('?b=base&a=path');
    expect(query({ a: 'set' }, '?a=path', { a: 'own' })).toBe('?b=base&a=own');
  });

  it.each<[object, string]>([
    [{ a: undefined }, '?a=base&b=base'],
    [{ a: null }, '?b=base'],
    [{ a: [] }, '?b=base'],
    [{ a: '' }, '?b=base&a='],
    [{ a: 0, b: false }, '?a=0&b=false'],
    [{ a: [1, 'x', true] }, '?b=base&a=1&a=x&a=true'],
    [{ 'x&y=z': 'ü &#?' }, '?a=base&b=base&x%26y%3Dz=%C3%BC+%26%23%3F'],
  ])('%j gives %s', (own, search) => {
    expect(query({}, '', own)).toBe(search);
  });

  it.each([{ a: {} }, { a: [[]] }, { a: Number.NaN }, { a: 1n }, { a: [undefined] }, { a: () => 1 }])('%o is refused', (own) => {
    expect(() => query({}, '', own)).toThrow("query parameter 'a'");
  });
});
