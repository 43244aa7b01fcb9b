import { describe, expect, it } from 'vitest';
import { BoundedMemory } from './bounded.memory.js';

function memory({ maxEntries = 3, maxBytes = 1_000_000 } = {}) {
  const time = { now: 0 };
  return { store: new BoundedMemory({ maxEntries, maxBytes }, () => time.now), time };
}

describe('the memory of a process', () => {
  it('gives what was put into it until its time is over', () => {
    const { store, time } = memory();
    store.set('a', 1, 10);
    time.now = 9;
    expect(store.get('a')).toBe(1);
    time.now = 10;
    expect(store.get('a')).toBeUndefined();
    expect(store.utilization()).toBe(0);
  });

  it('drops what was used longest ago when there are too many', () => {
    const { store } = memory();
    for (const key of ['a', 'b', 'c']) store.set(key, key, 10);
    store.get('a');
    store.set('d', 'd', 10);
    expect(['a', 'b', 'c', 'd'].map((key) => store.get(key))).toEqual(['a', undefined, 'c', 'd']);
  });

  it('drops what is over before what is valid', () => {
    const { store, time } = memory();
    store.set('a', 1, 100);
    store.set('b', 2, 100);
    store.set('c', 3, 5);
    time.now = 6;
    store.set('d', 4, 100);
    expect(['a', 'b', 'c', 'd'].map((key) => store.get(key))).toEqual([1, 2, undefined, 4]);
  });

  it('keeps to its bound in bytes, and refuses what is larger than that', () => {
    const { store } = memory({ maxEntries: 100, maxBytes: 1_000 });
    expect(store.set('large', 'x'.repeat(500), 10)).toBe(false);
    for (let i = 0; i < 10; i++) store.set(`k${i}`, 'x'.repeat(100), 10);
    expect(store.utilization()).toBeLessThanOrEqual(1);
    // 332 bytes each: 64 for key and value each, and two for each of 102 characters.
    expect([6, 7, 8, 9].map((i) => store.get(`k${i}`) !== undefined)).toEqual([false, true, true, true]);
  });

  it('says how much of its room is in use', () => {
    const { store } = memory({ maxEntries: 4 });
    store.set('a', 1, 10);
    expect(store.utilization()).toBe(0.25);
    store.set('a', 2, 10);
    expect(store.utilization()).toBe(0.25);
    expect(store.delete('a')).toBe(true);
    expect(store.utilization()).toBe(0);
  });
});
