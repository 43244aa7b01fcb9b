import { describe, expect, it } from 'vitest';
import type { StepRow, TaskRow } from '../../support/rows.js';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

const ready: StepRow = {};
const running: StepRow = { state: 'in_progress' };
const done: StepRow = { state: 'complete' };
const resolved: StepRow = { state: 'resolved_manually' };
const cancelled: StepRow = { state: 'cancelled' };
const exhausted: StepRow = { state: 'error', attempts: 3 };
const permanent: StepRow = { state: 'error', attempts: 1 };
const unretryable: StepRow = { state: 'error', attempts: 1, retryable: false };
const waiting: StepRow = { state: 'error', readyIn: 60 };
const due: StepRow = { state: 'error', readyIn: -1 };
const later: StepRow = { readyIn: 60 };
const behind = (...parents: number[]): StepRow => ({ parents });

/** What the task has; execution_status; health_status; completion_percentage. */
const table: [string, StepRow[], string, string, string][] = [
  ['a ready step', [ready, behind(1)], 'has_ready_steps', 'healthy', '0.00'],
  ['a ready step beside a running one', [ready, running], 'has_ready_steps', 'healthy', '0.00'],
  ['a ready step beside an exhausted one', [ready, exhausted], 'has_ready_steps', 'recovering', '0.00'],
  ['a failed step that is due', [done, due], 'has_ready_steps', 'recovering', '50.00'],
  ['a running step', [done, running, behind(2)], 'processing', 'healthy', '33.33'],
  ['a running step beside an exhausted one', [running, exhausted], 'processing', 'blocked', '0.00'],
  ['a running step beside one that waits', [running, waiting], 'processing', 'recovering', '0.00'],
  ['an exhausted step and nothing else that can run', [done, done, exhausted, behind(3)], 'blocked_by_failures', 'blocked', '50.00'],
  ['a permanent failure with attempts left', [done, permanent], 'blocked_by_failures', 'blocked', '50.00'],
  ['a failed step that may not be retried', [unretryable, behind(1)], 'blocked_by_failures', 'blocked', '0.00'],
  ['an exhausted step beside one that waits for its time', [exhausted, waiting], 'waiting_for_dependencies', 'blocked', '0.00'],
  ['a failed step in its back-off', [done, waiting, behind(2)], 'waiting_for_dependencies', 'recovering', '33.33'],
  ['a pending step that waits for its time', [later], 'waiting_for_dependencies', 'healthy', '0.00'],
  ['a cancelled step, and nothing else that can run', [done, cancelled, behind(2)], 'cancelled', 'healthy', '33.33'],
  ['a cancelled step beside a running one', [running, cancelled], 'processing', 'healthy', '0.00'],
  ['all steps complete', [done, done], 'all_complete', 'healthy', '100.00'],
  ['complete and resolved steps', [done, resolved, done], 'all_complete', 'healthy', '100.00'],
];

const actions: Record<string, string> = {
  has_ready_steps: 'execute_ready_steps',
  processing: 'wait_for_completion',
  blocked_by_failures: 'handle_failures',
  all_complete: 'finalize_task',
  waiting_for_dependencies: 'wait_for_dependencies',
  cancelled: 'none',
  resolved_manually: 'none',
  paused: 'resume_task',
};

describe('get_task_execution_context', () => {
  const session = useSession();
  const contextOf = async (steps: StepRow[], task: TaskRow = {}) =>
    await session.rows('select * from tasker.get_task_execution_context($1)', [await insertTask(session.client, steps, task)]);

  it.each(table)('%s', async (_, steps, status, health, percentage) => {
    expect(await contextOf(steps)).toEqual([
      expect.objectContaining({
        execution_status: status,
        recommended_action: actions[status],
        health_status: health,
        completion_percentage: percentage,
      }),
    ]);
  });

  it.each<[string, StepRow[], string, string]>([
    ['a step that is ready', [ready, behind(1)], 'paused', 'healthy'],
    ['a running step', [ready, running], 'processing', 'healthy'],
    ['a failed step in its back-off', [done, waiting], 'paused', 'recovering'],
    ['a failed step that is due', [due], 'paused', 'recovering'],
    ['a step that waits, beside an exhausted one', [later, exhausted], 'paused', 'blocked'],
  ])('a paused task with %s', async (_, steps, status, health) => {
    const taskId = await insertTask(session.client, steps);
    await session.client.query("select tasker.pause_task($1, 'ann', null)", [taskId]);
    expect(await session.rows('select * from tasker.get_task_execution_context($1)', [taskId])).toEqual([
      expect.objectContaining({ execution_status: status, recommended_action: actions[status], health_status: health, ready_steps: '0' }),
    ]);
  });

  it('a task that was paused and then came to rest is not paused: nothing of it waits to be resumed', async () => {
    const taskId = await insertTask(session.client, [exhausted, done]);
    await session.client.query('update tasker.tasks set paused_at = now() where task_id = $1', [taskId]);
    expect(await session.rows('select * from tasker.get_task_execution_context($1)', [taskId])).toEqual([
      expect.objectContaining({ execution_status: 'blocked_by_failures', recommended_action: 'handle_failures' }),
    ]);
  });

  it.each([
    ['cancelled', 'cancel_task'],
    ['resolved_manually', 'resolve_task'],
  ])('a task that a person ended is %s, whatever its steps had come to', async (state, action) => {
    const taskId = await insertTask(session.client, [done, exhausted, behind(2)]);
    await session.client.query(`select tasker.${action}($1, 'ann', 'enough')`, [taskId]);
    expect(await session.rows('select * from tasker.get_task_execution_context($1)', [taskId])).toEqual([
      expect.objectContaining({ status: state, execution_status: state, recommended_action: 'none', health_status: 'healthy' }),
    ]);
  });

  it('counts the steps by state', async () => {
    const steps = [ready, behind(1), running, done, resolved, exhausted, due, cancelled];
    expect(await contextOf(steps)).toEqual([
      {
        task_id: expect.any(String),
        named_task_id: expect.any(Number),
        status: 'in_progress',
        total_steps: '8',
        pending_steps: '2',
        in_progress_steps: '1',
        completed_steps: '2',
        failed_steps: '2',
        ready_steps: '2',
        execution_status: 'has_ready_steps',
        recommended_action: 'execute_ready_steps',
        completion_percentage: '25.00',
        health_status: 'recovering',
      },
    ]);
  });

  it('a task without steps is complete: nothing is left to wait for', async () => {
    expect(await contextOf([])).toEqual([
      expect.objectContaining({
        total_steps: '0',
        completion_percentage: '0.0',
        health_status: 'healthy',
        execution_status: 'all_complete',
      }),
    ]);
  });

  it('status is the stored state of the task', async () => {
    for (const state of ['pending', 'cancelled', 'resolved_manually'] as const) {
      expect(await contextOf([ready], { state })).toEqual([expect.objectContaining({ status: state })]);
    }
  });

  it('an unknown task has no row', async () => {
    expect(await session.rows(`select * from tasker.get_task_execution_context('00000000-0000-7000-8000-000000000000')`)).toEqual([]);
  });
});
