import { describe, expect, it } from 'vitest';
import { PayloadTooLargeError } from '../../auth/auth.errors.js';
import { limitBody } from './body.limit.js';

describe('limitBody', () => {
  it.each([
    { headers: { 'content-length': '11' } },
    { headers: {}, rawBody: Buffer.alloc(11), body: {} },
    { headers: { 'transfer-encoding': 'chunked' }, body: { text: 'ü' } },
    { headers: { 'content-length': '2', 'content-encoding': 'gzip' }, body: 'x'.repeat(11) },
  ])('refuses a body of more than 10 bytes: %j', (request) => expect(() => limitBody(request, 10)).toThrow(PayloadTooLargeError));

  it('refuses what nests too deeply to be measured', () => {
    const body = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
    expect(() => limitBody({ headers: {}, body }, 1_000_000)).toThrow(PayloadTooLargeError);
  });

  it.each([{ headers: { 'content-length': '10' } }, { headers: {}, body: { a: 1 } }, { headers: {} }, {}, null, undefined, { body: null }])(
    'accepts %j',
    (request) => expect(() => limitBody(request, 10)).not.toThrow(),
  );
});
