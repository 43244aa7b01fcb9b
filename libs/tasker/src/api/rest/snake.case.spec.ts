import { describe, expect, it } from 'vitest';
import { snaked } from './snake.case.js';

describe('snaked', () => {
  it('gives keys in snake_case and moments as ISO-8601, at any depth, and leaves values alone', () => {
    const shown = snaked({
      totalSteps: 2,
      at: new Date(0),
      none: null,
      list: [{ inProgress: true, name: 'camelCase' }],
      snake_key: 1,
      maxOfAll: 3,
    });
    expect(shown).toEqual({
      total_steps: 2,
      at: '1970-01-01T00:00:00.000Z',
      none: null,
      list: [{ in_progress: true, name: 'camelCase' }],
      snake_key: 1,
      max_of_all: 3,
    });
    // The keys are known to the compiler.
    expect([shown.total_steps, shown.list[0]?.in_progress, shown.max_of_all]).toEqual([2, true, 3]);
  });
});
