import { describe, expect, it } from 'vitest';
import { wantsOf } from './subscriber.wants.js';

describe('what the feed must hold for a durable subscriber', () => {
  it.each([
    [['task.completed'], ['task:complete']],
    [
      ['task.paused', 'task.completed'],
      ['task:action', 'task:complete'],
    ],
    [['step.execution_requested'], ['step:cancelled', 'step:complete', 'step:error', 'step:pending']],
    [['order.shipped'], ['custom:order.shipped']],
    [['order.*'], ['custom:order.*']],
    [['workflow.*'], ['custom:workflow.*', 'step:complete', 'step:error', 'task:complete', 'task:error', 'task:in_progress']],
  ])('by %j is %j', (patterns, wants) => {
    expect(wantsOf(patterns)).toEqual(wants);
  });

  it('by * is everything', () => {
    expect(wantsOf(['*'])).toEqual([
      'custom:*',
      ...['action', 'cancelled', 'complete', 'error', 'pending', 'resolved_manually'].map((state) => `step:${state}`),
      ...['action', 'cancelled', 'complete', 'error', 'in_progress', 'pending', 'resolved_manually'].map((state) => `task:${state}`),
    ]);
  });
});
