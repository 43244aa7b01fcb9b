import { describe, expect, it } from 'vitest';
import { agentFor, withoutIdentity } from './agent.cache.js';

describe('a pool of connections', () => {
  it('is shared by equal settings, whatever their order', () => {
    expect(agentFor({ servername: 'a', passphrase: 'p' })).toBe(agentFor({ passphrase: 'p', servername: 'a' }));
    expect(agentFor({})).toBe(agentFor({}));
  });

  it.each([
    [{ servername: 'a' }, { servername: 'b' }],
    [{}, { reject_unauthorized: false }],
    [{ reject_unauthorized: true }, { reject_unauthorized: false }],
    [{ passphrase: 'a' }, { servername: 'a' }],
    [{ ca: ['a', 'b'] }, { ca: ['a,b'] }],
  ])('is not shared by %j and %j', (left, right) => {
    expect(agentFor(left)).not.toBe(agentFor(right));
  });

  it('is closed when many newer ones came after its last use', () => {
    const [first, kept] = [agentFor({ servername: 'first' }), agentFor({ servername: 'kept' })];
    for (let n = 0; n < 64; n++) {
      agentFor({ servername: `other-${n}` });
      expect(agentFor({ servername: 'kept' })).toBe(kept);
    }
    expect(agentFor({ servername: 'first' })).not.toBe(first);
    expect(first.closed).toBe(true);
    expect(kept.closed).toBe(false);
  });
});

it('without identity only says whom to trust', () => {
  const ssl = { ca: 'c', reject_unauthorized: false, cert: 'x', key: 'y', passphrase: 'z', servername: 'n' };
  expect(withoutIdentity(ssl)).toEqual({ ca: 'c', reject_unauthorized: false });
});
