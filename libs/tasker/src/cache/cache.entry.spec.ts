import { describe, expect, it } from 'vitest';
import { CacheEntry, entryOf } from './cache.entry.js';

const facts = { key: 'k', at: 1_000, ttlSeconds: 10, baseSeconds: 5 };
const stored = new CacheEntry(facts, '{"a":[1]}').stored();

describe('an answer that is kept', () => {
  it('comes back from the store as it went there', () => {
    const found = entryOf(JSON.parse(JSON.stringify(stored)), 'k', 10_999);
    expect(found).toMatchObject({ facts });
    expect((found as CacheEntry).take()).toEqual({ a: [1] });
  });

  it('gives each taker a copy', () => {
    const entry = new CacheEntry(facts, '{"a":[1]}');
    (entry.take() as { a: number[] }).a.push(2);
    expect(entry.take()).toEqual({ a: [1] });
    expect(entry.take()).not.toBe(entry.take());
  });

  it('is over when its time is, whatever the store says', () => {
    expect(entryOf(stored, 'k', 11_000)).toBe('expired');
  });

  it.each([
    ['nothing', undefined, 'absent'],
    ['null', null, 'absent'],
    ['a text', 'x', 'garbage'],
    ['a number', 7, 'garbage'],
    ['a list', [], 'garbage'],
    ['an answer to another question', { ...stored, key: 'other' }, 'garbage'],
    ['another form', { ...stored, form: 2 }, 'garbage'],
    ['no time', { ...stored, at: undefined }, 'garbage'],
    ['a time that is no number', { ...stored, at: '1000' }, 'garbage'],
    ['no time to live', { ...stored, ttlSeconds: Number.NaN }, 'garbage'],
    ['a text that is torn', { ...stored, json: '{"a":[' }, 'garbage'],
    ['an answer that is no text', { ...stored, json: { a: [1] } }, 'garbage'],
    ['an answer of tomorrow', { ...stored, at: 90_000_000 }, 'garbage'],
  ])('is none of ours: %s', (_, found, verdict) => {
    expect(entryOf(found, 'k', 2_000)).toBe(verdict);
  });
});
