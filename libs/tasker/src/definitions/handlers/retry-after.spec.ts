import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.js';

/** The local clock of these tests: an hour behind the server's. */
const nowMs = Date.UTC(2030, 0, 15, 11, 0, 0);
const date = 'Tue, 15 Jan 2030 12:00:00 GMT';

describe('a number of seconds', () => {
  it.each([
    ['0', 0],
    ['1', 1],
    ['30', 30],
    ['007', 7],
    [' 60\t', 60],
    ['3600', 3_600],
    ['3601', 3_601],
    ['1000000000000', 1_000_000_000_000],
    ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
  ])('%j asks for %d', (header, seconds) => {
    expect(parseRetryAfter(header, { date, nowMs })).toBe(seconds);
  });
});

describe('a date', () => {
  it.each([
    ['Tue, 15 Jan 2030 12:00:30 GMT', 30],
    ['Tue, 15 Jan 2030 12:00:00 GMT', 0],
    ['Tue, 15 Jan 2030 11:59:59 GMT', 0],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
    ['tue, 15 jan 2030 12:01:00 gmt', 60],
    ['Tuesday, 15-Jan-30 12:00:10 GMT', 10],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
    ['Tue Jan 15 12:02:00 2030', 120],
    ['Fri Feb  1 12:00:00 2030', 17 * 86_400],
    ['Sat, 31 Dec 2016 23:59:60 GMT', 0],
    ['Fri, 29 Feb 2036 12:00:00 GMT', (Date.UTC(2036, 1, 29, 12) - Date.UTC(2030, 0, 15, 12)) / 1000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', (Date.UTC(9999, 11, 31, 23, 59, 59) - Date.UTC(2030, 0, 15, 12)) / 1000],
  ])('%j is measured against the date of the response', (header, seconds) => {
    expect(parseRetryAfter(header, { date, nowMs })).toBe(seconds);
  });

  it.each([[undefined], [null], [''], ['yesterday'], ['1893844800']])(
    'is measured against the local clock when the response says %j',
    (own) => {
      expect(parseRetryAfter('Tue, 15 Jan 2030 11:00:05 GMT', { date: own, nowMs })).toBe(5);
    },
  );

  it('rounds a part of a second up, so that nobody comes back too early', () => {
    expect(parseRetryAfter('Tue, 15 Jan 2030 11:00:05 GMT', { nowMs: nowMs + 1 })).toBe(5);
    expect(parseRetryAfter('Tue, 15 Jan 2030 11:00:05 GMT', { nowMs: nowMs + 999 })).toBe(5);
  });

  it('of two digits lies at most fifty years ahead', () => {
    expect(parseRetryAfter('Tuesday, 15-Jan-80 12:00:00 GMT', { date, nowMs })).toBeGreaterThan(0);
    expect(parseRetryAfter('Wednesday, 15-Jan-81 12:00:00 GMT', { date, nowMs })).toBe(0);
  });
});

describe('what cannot be read is none', () => {
  it.each([
    [undefined],
    [null],
    [''],
    ['   '],
    ['-1'],
    ['-0'],
    ['+5'],
    ['1.5'],
    ['1e3'],
    ['0x10'],
    ['١٢'],
    ['NaN'],
    ['Infinity'],
    ['soon'],
    ['soon 5'],
    ['5 seconds'],
    ['10, 20'],
    ['2030-01-15T12:00:30Z'],
    ['Tue, 15 Jan 2030 12:00:30'],
    ['Tue, 15 Jan 2030 12:00:30 CET'],
    ['Tue, 15 Jan 2030 12:00:30 +0100'],
    ['Tue, 15 Jam 2030 12:00:30 GMT'],
    ['Tue, 32 Jan 2030 12:00:30 GMT'],
    ['Tue, 00 Jan 2030 12:00:30 GMT'],
    ['Sat, 30 Feb 2030 12:00:30 GMT'],
    ['Thu, 29 Feb 2030 12:00:30 GMT'],
    ['Tue, 15 Jan 2030 24:00:30 GMT'],
    ['Tue, 15 Jan 2030 12:60:30 GMT'],
    ['Tue, 15 Jan 2030 12:00:61 GMT'],
    ['Tue, 15 Jan 0030 12:00:30 GMT'],
    ['Tue, 15 Jan 2030 12:00:30 GMT, 5'],
    ['x'.repeat(100_000)],
    [`${' '.repeat(50_000)}x`],
  ])('%j', (header) => {
    expect(parseRetryAfter(header, { date, nowMs })).toBeNull();
  });
});
