import { describe, expect, it } from 'vitest';
import type { StepRow, TaskRow } from '../database/task.reader.js';
import { taskSummary, taskView } from './task-view.builder.js';

const at = new Date(0);
const row: TaskRow = {
  task_id: 'task-1',
  namespace: 'shop',
  name: 'order',
  version: '1.0.0',
  state: 'in_progress',
  priority: 4,
  initiator: 'ann',
  source_system: 'web',
  reason: 'sale',
  tags: ['vip'],
  bypass_steps: [],
  correlation_id: 'trace-1',
  requested_at: at,
  finished_at: null,
  paused_at: at,
  paused_by: 'ben',
  pause_reason: 'stock-taking',
  incomplete_steps: 2,
  context: { id: 1 },
};

function step(id: number, parents: number[], changes: Partial<StepRow> = {}): StepRow {
  return {
    task_id: 'task-1',
    workflow_step_id: id,
    named_step_id: 10 + id,
    name: `step_${id}`,
    queue: 'default',
    state: 'pending',
    attempts: 0,
    retry_limit: 3,
    retryable: true,
    skippable: false,
    priority: 0,
    ready_at: null,
    waits: null,
    claimed_at: null,
    last_attempted_at: null,
    processed_at: null,
    backoff_request_seconds: null,
    inputs: null,
    results: null,
    error: null,
    parent_ids: parents,
    child_ids: [],
    ...changes,
  };
}

const siblings = (...steps: StepRow[]) => taskView(row, steps).steps.map(({ siblingIds }) => siblingIds);

describe('the summary of a task', () => {
  it('has every field but context and steps', () => {
    expect(taskSummary(row)).toEqual({
      taskId: 'task-1',
      namespace: 'shop',
      name: 'order',
      version: '1.0.0',
      state: 'in_progress',
      priority: 4,
      initiator: 'ann',
      sourceSystem: 'web',
      reason: 'sale',
      tags: ['vip'],
      bypassSteps: [],
      correlationId: 'trace-1',
      requestedAt: at,
      finishedAt: null,
      pausedAt: at,
      pausedBy: 'ben',
      pauseReason: 'stock-taking',
      incompleteSteps: 2,
    });
  });
});

describe('the view of a task', () => {
  it('has every field of a step', () => {
    const changes = { state: 'error', attempts: 2, error: { message: 'x' }, ready_at: at, claimed_at: at, last_attempted_at: at } as const;
    const view = taskView(row, [step(1, [], { ...changes, backoff_request_seconds: 4, child_ids: [2], priority: 9 })]);
    expect(view.context).toEqual({ id: 1 });
    expect(view.steps).toEqual([
      {
        stepId: 1,
        name: 'step_1',
        namedStepId: 11,
        state: 'error',
        attempts: 2,
        retryLimit: 3,
        retryable: true,
        skippable: false,
        queue: 'default',
        priority: 9,
        readyAt: at,
        claimedAt: at,
        lastAttemptedAt: at,
        processedAt: null,
        backoffRequestSeconds: 4,
        inputs: null,
        results: null,
        error: { message: 'x' },
        parentIds: [],
        childIds: [2],
        siblingIds: [],
      },
    ]);
  });

  it('gives the results of complete steps only, by step name', () => {
    const view = taskView(row, [
      step(1, [], { state: 'complete', results: { a: 1 } }),
      step(2, [], { state: 'error', results: { b: 1 } }),
      step(3, [], { name: '__proto__', state: 'complete', results: { c: 1 } }),
      step(4, [], { state: 'resolved_manually' }),
    ]);
    expect(Object.keys(view.results)).toEqual(['step_1', '__proto__']);
    expect(view.results).toMatchObject({ step_1: { a: 1 } });
  });

  it('sums its steps up', () => {
    const states = [
      step(1, [], { state: 'complete' }),
      step(2, [], { state: 'resolved_manually' }),
      step(3, [], { state: 'in_progress' }),
      step(4, [], { waits: 'due' }),
      step(5, [], { state: 'error', waits: 'later' }),
      step(6, [], { state: 'error' }),
      step(7, [6]),
      step(8, [], { state: 'cancelled' }),
    ];
    expect(taskView(row, states).summary).toEqual({
      totalSteps: 8,
      completed: 2,
      pending: 2,
      inProgress: 1,
      failed: 2,
      ready: 1,
      completionPercentage: 25,
      status: 'has_ready_steps',
      health: 'recovering',
      recommendedAction: 'execute_ready_steps',
      progressDetails: { completedRatio: '2/8', completionPercentage: '25%', remainingSteps: 5, failedSteps: 2, readySteps: 1 },
    });
    expect(taskView(row, states.slice(4, 6)).summary).toMatchObject({ status: 'paused', health: 'blocked' });
    expect(taskView({ ...row, paused_at: null }, states.slice(4, 6)).summary).toMatchObject({ status: 'waiting_for_dependencies' });
  });

  it('has no steps and no results for a task without steps', () => {
    expect(taskView(row, [])).toMatchObject({ steps: [], results: {} });
  });
});

describe('siblings', () => {
  it('are the other steps with exactly the same parents', () => {
    expect(siblings(step(1, []), step(2, [1]), step(3, [1]), step(4, [1]), step(5, [2, 3]), step(6, [2, 3]), step(7, [2, 4]))).toEqual([
      [],
      [3, 4],
      [2, 4],
      [2, 3],
      [6],
      [5],
      [],
    ]);
  });

  it('are none for roots', () => {
    expect(siblings(step(1, []), step(2, []))).toEqual([[], []]);
  });

  it('are none when only some parents are shared', () => {
    expect(siblings(step(1, []), step(2, []), step(3, [1]), step(4, [1, 2])).slice(2)).toEqual([[], []]);
  });

  it('are not confused by ids that read alike', () => {
    expect(siblings(step(14, [1, 12]), step(15, [11, 2]), step(16, [1, 1, 2]))).toEqual([[], [], []]);
  });
});
