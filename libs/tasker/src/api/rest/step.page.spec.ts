import { describe, expect, it } from 'vitest';
import type { StepView } from '../../orchestration/task-view.js';
import { stepListQuery, stepPage } from './step.page.js';

const STEPS = [3, 4].map((stepId) => ({ stepId }) as StepView);
const cursorOf = (query: Parameters<typeof stepPage>[1], more = true) => stepPage({ steps: STEPS, more }, query).nextCursor;

describe('a page of steps', () => {
  it('is the first twenty in the order of their places, unless something else is asked for', () => {
    expect(stepListQuery({})).toEqual({ state: undefined, after: null, descending: false, limit: 20, total: false });
    expect(stepListQuery({ limit: 2, status: 'error', sort_order: 'desc', total: true })).toEqual({
      state: 'error',
      after: null,
      descending: true,
      limit: 2,
      total: true,
    });
  });

  it('goes on behind its last step, in the same list', () => {
    const query = { limit: 2, status: 'complete', sort_order: 'desc' } as const;
    expect(stepListQuery({ ...query, cursor: cursorOf(query)! })).toMatchObject({ after: 4, state: 'complete', descending: true });
    expect(stepPage({ steps: STEPS, more: true, total: 9 }, query)).toMatchObject({ steps: STEPS, total: 9 });
  });

  it('is the last one where there is nothing behind it', () => {
    expect(cursorOf({}, false)).toBeNull();
    expect(stepPage({ steps: [], more: false }, {})).toEqual({ steps: [], nextCursor: null });
  });

  it('refuses a cursor of another list', () => {
    const cursor = cursorOf({ limit: 1 })!;
    expect(() => stepListQuery({ cursor, sort_order: 'desc' })).toThrow('cursor: belongs to another filter or order');
    expect(() => stepListQuery({ cursor, status: 'error' })).toThrow('cursor: belongs to another filter or order');
    for (const garbage of ['garbage', '!', 'MQ', '\u0000']) {
      expect(() => stepListQuery({ cursor: garbage })).toThrow('cursor: is not a cursor of this list');
    }
  });
});
