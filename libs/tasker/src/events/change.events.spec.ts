import { describe, expect, it } from 'vitest';
import { STEP_MOVES, TASK_MOVES, type StepState, type TaskState } from '../model/states.js';
import { ENGINE_EVENT_NAMES } from './catalog/engine.events.js';
import { eventNamesOf } from './change.events.js';
import type { StepChange, TaskChange } from './committed.change.js';
import { STEP_PAYLOADS } from './payloads/step.payload.js';
import { TASK_PAYLOADS } from './payloads/task.payload.js';

type Marks = { action?: string; permanent?: boolean; exhausted?: boolean };

function taskNames(from: TaskState | null, to: TaskState, { action }: Marks = {}): readonly string[] {
  return eventNamesOf({ kind: 'task', from, to, metadata: action === undefined ? null : { action } } as TaskChange);
}

function stepNames(from: StepState | null, to: StepState, { action, ...error }: Marks = {}): readonly string[] {
  return eventNamesOf({ kind: 'step', from, to, error, metadata: action === undefined ? null : { action } } as unknown as StepChange);
}

const FINALIZED = ['observability.task.finalize', 'workflow.task_finalization_completed'];
const COMPLETED = ['task.completed', 'workflow.task_completed', ...FINALIZED];
const FAILED = ['task.failed', 'workflow.task_failed', 'workflow.no_viable_steps', ...FINALIZED];
const STARTED = ['task.before_transition', 'task.start_requested', 'workflow.task_started', 'observability.task.handle'];
const CLAIMED = ['step.before_transition', 'step.execution_requested', 'step.before_handle'];
const STEP_COMPLETED = ['step.completed', 'workflow.step_completed'];
const STEP_FAILED = ['step.failed', 'workflow.step_failed', 'observability.step.backoff'];

const TASK_TABLE: Record<string, readonly string[]> = {
  'null>pending': ['task.initialize_requested', 'observability.task.enqueue'],
  'pending>in_progress': STARTED,
  'pending>complete': COMPLETED,
  'pending>error': FAILED,
  'pending>cancelled': ['task.cancelled'],
  'pending>resolved_manually': ['task.resolved_manually'],
  'in_progress>complete': COMPLETED,
  'in_progress>error': FAILED,
  'in_progress>cancelled': ['task.cancelled'],
  'in_progress>resolved_manually': ['task.resolved_manually'],
  'error>pending': ['task.retry_requested'],
  'error>cancelled': ['task.cancelled'],
  'error>resolved_manually': ['task.resolved_manually'],
};

const STEP_TABLE: Record<string, readonly string[]> = {
  'null>pending': ['step.initialize_requested'],
  'pending>in_progress': CLAIMED,
  'pending>cancelled': ['step.cancelled'],
  'pending>resolved_manually': ['step.resolved_manually'],
  'pending>complete': STEP_COMPLETED,
  'in_progress>complete': STEP_COMPLETED,
  'in_progress>error': STEP_FAILED,
  'in_progress>cancelled': ['step.cancelled'],
  'in_progress>pending': ['observability.step.skip'],
  'error>in_progress': ['step.retry_requested', ...CLAIMED],
  'error>pending': ['step.retry_requested'],
  'error>cancelled': ['step.cancelled'],
  'error>resolved_manually': ['step.resolved_manually'],
  'error>complete': STEP_COMPLETED,
};

const moves = <State extends string>(table: Readonly<Record<State, readonly State[]>>) => [
  [null, 'pending' as State] as const,
  ...(Object.keys(table) as State[]).flatMap((from) => table[from].map((to) => [from, to] as const)),
];

describe('the events of a change', () => {
  it.each(moves(TASK_MOVES))('are these for a task that goes from %s to %s', (from, to) => {
    expect(taskNames(from, to)).toEqual(TASK_TABLE[`${from}>${to}`]);
  });

  it.each(moves(STEP_MOVES))('are these for a step that goes from %s to %s', (from, to) => {
    expect(stepNames(from, to)).toEqual(STEP_TABLE[`${from}>${to}`]);
  });

  it('tell whether a failed attempt is followed by another one', () => {
    const failed = STEP_FAILED.slice(0, 2);
    expect(stepNames('in_progress', 'error', { permanent: false })).toEqual([...failed, 'observability.step.backoff']);
    expect(stepNames('in_progress', 'error', { permanent: true })).toEqual(failed);
    expect(stepNames('in_progress', 'error', { permanent: true, exhausted: true })).toEqual([
      ...failed,
      'observability.step.max_retries_reached',
    ]);
  });

  it('tell what a person did without changing the state, and nothing about what is not known', () => {
    expect(taskNames('in_progress', 'in_progress', { action: 'pause' })).toEqual(['task.paused']);
    expect(taskNames('pending', 'pending', { action: 'resume' })).toEqual(['task.resumed']);
    expect(stepNames('error', 'error', { action: 'change_retry_limit' })).toEqual(['step.retry_limit_changed']);
    expect([taskNames('pending', 'pending'), stepNames('error', 'error'), taskNames('error', 'error', { action: 'dance' })]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('tell both of a limit that lets a step go on', () => {
    const names = ['step.retry_requested', 'step.retry_limit_changed'];
    expect(stepNames('error', 'pending', { action: 'change_retry_limit' })).toEqual(names);
    expect(stepNames('error', 'pending', { action: 'retry' })).toEqual(names.slice(0, 1));
  });

  it('are all that the catalogue has of tasks and steps, but for what no transition shows', () => {
    const told = [
      ...Object.values(TASK_TABLE).flat(),
      ...Object.values(STEP_TABLE).flat(),
      ...['task.paused', 'task.resumed', 'step.retry_limit_changed', 'observability.step.max_retries_reached'],
    ];
    const others = ['task.stale', 'task.bottleneck_detected', 'step.poisoned', 'step.claim_lost', 'workflow.viable_steps_discovered'];
    const calls = ['workflow.steps_execution_started', 'workflow.steps_execution_completed'];
    const known = ENGINE_EVENT_NAMES.filter((name) => /^(task|step|workflow|observability)\./.test(name));
    expect([...new Set(told), ...others, ...calls].sort()).toEqual([...known].sort());
    const made = [...Object.keys(TASK_PAYLOADS), ...Object.keys(STEP_PAYLOADS)];
    expect([...new Set(told), 'step.claim_lost'].sort()).toEqual(made.sort());
  });
});
