import { describe, expect, it } from 'vitest';
import { both, either, reachOf } from './granted.namespaces.js';

describe('reachOf', () => {
  it('reads a yes, and a yes in some namespaces', () => {
    expect(reachOf(true)).toBeNull();
    expect(reachOf({ namespaces: ['a', 'b'] })).toEqual(['a', 'b']);
  });

  it.each([false, undefined, null, 'yes', 1, {}, [], { namespaces: 'a' }, { namespaces: null }, { namespaces: [7] }])(
    'reads %j as a no',
    (grant) => expect(reachOf(grant as never)).toEqual([]),
  );
});

describe('either and both', () => {
  it('take null as everywhere', () => {
    expect(either(null, ['a'])).toBeNull();
    expect(either(['a'], null)).toBeNull();
    expect(either(['a', 'b'], ['b', 'c'])).toEqual(['a', 'b', 'c']);
    expect(both(null, null)).toBeNull();
    expect(both(null, ['a', 'a'])).toEqual(['a']);
    expect(both(['a'], null)).toEqual(['a']);
    expect(both(['a', 'b'], ['b', 'c'])).toEqual(['b']);
    expect(both(['a'], [])).toEqual([]);
    expect(both(null, undefined)).toBeNull();
  });
});
