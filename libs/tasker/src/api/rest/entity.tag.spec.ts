import { describe, expect, it } from 'vitest';
import { entityTag, isKnown } from './entity.tag.js';

const TAG = entityTag({ task: 1 });

describe('entityTag', () => {
  it('is the same for the same body and another for another', () => {
    expect(TAG).toMatch(/^W\/"[\w-]{27}"$/);
    expect(entityTag({ task: 1 })).toBe(TAG);
    expect(entityTag({ task: 2 })).not.toBe(TAG);
  });

  it('is the same whenever the body was made; what is inside of it counts', () => {
    expect(entityTag({ task: 1, generated_at: 'now' })).toBe(TAG);
    expect(entityTag({ task: { generated_at: 1 } })).not.toBe(entityTag({ task: { generated_at: 2 } }));
  });
});

describe('isKnown', () => {
  it.each([TAG, TAG.slice(2), `"a", ${TAG}`, '*', ` ${TAG} , W/"b"`])('finds the tag in %s', (header) => {
    expect(isKnown(TAG, header)).toBe(true);
  });

  it.each([undefined, '', 'garbage', '"', '"a"', TAG.slice(3, -1), 'W/*', ',,,'])('does not find it in %j', (header) => {
    expect(isKnown(TAG, header)).toBe(false);
  });
});
