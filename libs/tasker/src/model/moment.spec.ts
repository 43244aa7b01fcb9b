import { describe, expect, it } from 'vitest';
import { momentOf } from './moment.js';

describe('momentOf', () => {
  it.each([
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T10:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00.5+02:00', '2026-03-01T08:00:00.500Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('reads %s', (text, iso) => {
    expect(momentOf(text)?.toISOString()).toBe(iso);
  });

  it.each([
    ['no zone', '2026-03-01T10:00:00'],
    ['a day that there is not', '2026-02-30'],
    ['an hour that there is not', '2026-03-01T25:00Z'],
    ['a year that PostgreSQL has not', '0000-01-01'],
    ['a moment beyond the last year', '9999-12-31T23:59:59-02:00'],
    ['words', 'yesterday'],
    ['a number', '1772359200000'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(momentOf(text)).toBeUndefined();
  });
});
