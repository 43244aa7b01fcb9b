import { describe, expect, it } from 'vitest';
import { AuthenticationError } from './auth.errors.js';
import { bearerToken } from './bearer.token.js';

const tokenOf = (authorization?: string) => bearerToken({ headers: authorization === undefined ? {} : { authorization } });

describe('bearerToken', () => {
  it.each(['Bearer a.b-c_d~e+f/g==', 'bearer a.b-c_d~e+f/g==', 'BEARER   a.b-c_d~e+f/g== '])('reads %j', (header) =>
    expect(tokenOf(header)).toBe('a.b-c_d~e+f/g=='),
  );

  it.each([undefined, '', 'Basic YTpi', 'Bearerx', 'token'])('is null where there is none: %j', (header) =>
    expect(tokenOf(header)).toBeNull(),
  );

  it.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer a, Bearer b', 'Bearer ü', `Bearer ${'x'.repeat(16_385)}`])('refuses %j', (header) =>
    expect(() => tokenOf(header)).toThrow(AuthenticationError),
  );
});
