import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../model/errors.js';
import { customHash, idempotencyKeyProblem, identityHash, keyHash, type RequestIdentity } from './task.identity.js';

const request = (changed: Partial<RequestIdentity> = {}): RequestIdentity => ({
  namespace: 'shop',
  name: 'order',
  version: '1.0.0',
  context: { id: 1, items: [{ sku: 'a', quantity: 2 }] },
  tags: ['eu', 'new'],
  bypassSteps: ['mail'],
  initiator: 'web',
  sourceSystem: 'shop',
  reason: 'checkout',
  ...changed,
});

/** The same value with the keys of every object in another order. */
function reordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reordered);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]): [string, unknown] => [key, reordered(inner)])
      .reverse(),
  );
}

describe('the identity of a request', () => {
  it('is a SHA-256 that stays the same from release to release', () => {
    const json = '["shop","order","1.0.0",{"id":1,"items":[{"quantity":2,"sku":"a"}]},["eu","new"],["mail"],"web","shop","checkout"]';
    expect(identityHash(request())).toBe(createHash('sha256').update(json).digest('hex'));
  });

  it('does not depend on the order of keys, tags and bypassed steps', () => {
    const other = request({
      context: { items: [{ quantity: 2, sku: 'a' }], id: 1 },
      tags: ['new', 'eu', 'new'],
      bypassSteps: ['mail', 'mail'],
    });
    expect(identityHash(other)).toBe(identityHash(request()));
  });

  it('never depends on the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (context) => {
        expect(identityHash(request({ context: reordered(context) }))).toBe(identityHash(request({ context })));
      }),
    );
  });

  it('differs for contexts that differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        const same = JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
        expect(identityHash(request({ context: left })) === identityHash(request({ context: right }))).toBe(same);
      }),
    );
  });

  it.each([
    ['namespace', 'billing'],
    ['name', 'refund'],
    ['version', '1.0.1'],
    ['context', { id: 1, items: [{ sku: 'a', quantity: '2' }] }],
    ['context', { id: 1, items: [{ sku: 'a', quantity: 2 }], note: null }],
    ['tags', ['eu']],
    ['bypassSteps', []],
    ['initiator', 'api'],
    ['sourceSystem', 'app'],
    ['reason', 'again'],
  ])('depends on %s', (field, value) => {
    expect(identityHash(request({ [field]: value }))).not.toBe(identityHash(request()));
  });

  it('keeps neighbouring fields apart', () => {
    expect(identityHash(request({ namespace: 'sho', name: 'porder' }))).not.toBe(identityHash(request()));
    expect(identityHash(request({ tags: ['a', 'b'], bypassSteps: [] }))).not.toBe(
      identityHash(request({ tags: ['a'], bypassSteps: ['b'] })),
    );
  });

  it('takes a context of any depth', () => {
    let context: unknown = 1;
    for (let level = 0; level < 20_000; level++) context = { n: [context] };
    expect(identityHash(request({ context }))).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('keys and custom identities', () => {
  const scope = { namespace: 'shop', name: 'order' };

  it('are never equal to each other or to an identity by content', () => {
    const hashes = [identityHash(request()), keyHash(scope, 'a'), customHash(scope, 'a')];
    expect(hashes.map((hash) => hash.replace(/[0-9a-f]{64}$/, ''))).toEqual(['', 'key:', 'custom:']);
  });

  it('are the same for the same task and text only', () => {
    for (const hash of [keyHash, customHash]) {
      const known = hash(scope, 'a');
      expect(hash({ ...scope }, 'a')).toBe(known);
      const others = [
        hash(scope, 'b'),
        hash(scope, 'A'),
        hash(scope, 'a '),
        hash({ ...scope, name: 'refund' }, 'a'),
        hash({ ...scope, namespace: 'x' }, 'a'),
      ];
      expect(new Set([known, ...others]).size).toBe(6);
    }
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [7, 'number'],
    ['', 'an empty one'],
    [{}, 'object'],
  ])('refuses the custom identity %j', (identity, what) => {
    expect(() => customHash(scope, identity)).toThrow(
      new ConfigurationError(`identity: the custom strategy must give a text for task 'order' of namespace 'shop', not ${what}`),
    );
  });
});

describe('an idempotency key', () => {
  it.each(['a', 'order 1/2:äöü', '0', ' ', 'x'.repeat(255), '🧾'.repeat(255), '\u200b'])('may be %j', (key) => {
    expect(idempotencyKeyProblem(key)).toBeUndefined();
  });

  it.each([
    [undefined, 'must be a string'],
    [null, 'must be a string'],
    [7, 'must be a string'],
    [['a'], 'must be a string'],
    ['', 'must not be empty'],
    ['x'.repeat(256), 'must have at most 255 characters'],
    ['🧾'.repeat(256), 'must have at most 255 characters'],
    ['x'.repeat(1_000_000), 'must have at most 255 characters'],
    ['a\0', 'must not contain control characters or half of a surrogate pair'],
    ['a\nb', 'must not contain control characters or half of a surrogate pair'],
    ['a\u007f', 'must not contain control characters or half of a surrogate pair'],
    ['a\u0085', 'must not contain control characters or half of a surrogate pair'],
    ['a\ud800', 'must not contain control characters or half of a surrogate pair'],
  ])('may not be %j', (key, problem) => {
    expect(idempotencyKeyProblem(key)).toBe(problem);
  });
});

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]): unknown => ({ key, inner: sorted(inner) }))
    .concat('an object');
}
