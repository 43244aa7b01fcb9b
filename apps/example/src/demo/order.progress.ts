import type { DemoOrder } from './orders.file.js';
import type { RemoteStep, RemoteTask } from './tasker.client.js';

/** An order that was sent, and what is known of its task. */
export interface TrackedOrder {
  readonly entry: DemoOrder;
  task: RemoteTask;
  /** Why it did not complete, as the application explains it. */
  explanation?: string;
}

/** What a step is doing, in the words of the table. */
export type StepPhase = 'waiting' | 'running' | 'retry' | 'done' | 'failed' | 'not run';
/** The columns of the table. */
export const PHASES: readonly StepPhase[] = ['waiting', 'running', 'retry', 'done', 'failed', 'not run'];

/** How many steps of one name are in each phase. */
export interface StepRow {
  readonly name: string;
  readonly counts: Readonly<Record<StepPhase, number>>;
}

/** All orders at one moment. */
export interface Progress {
  readonly orders: number;
  readonly ordersAtRest: number;
  readonly steps: number;
  readonly stepsSettled: number;
  readonly rows: readonly StepRow[];
}

/** Whether the task will not go on by itself. */
export function isAtRest(task: RemoteTask): boolean {
  return !['pending', 'in_progress'].includes(task.status);
}

/** Counts the steps of all orders by name and phase. */
export function measure(tracked: readonly TrackedOrder[]): Progress {
  const rows = new Map<string, Record<StepPhase, number>>();
  for (const { task } of tracked) {
    for (const step of task.workflow_steps) {
      const row = rows.get(step.name) ?? { waiting: 0, running: 0, retry: 0, done: 0, failed: 0, 'not run': 0 };
      row[phaseOf(step, task)] += 1;
      rows.set(step.name, row);
    }
  }
  const counts = [...rows.values()];
  return {
    orders: tracked.length,
    ordersAtRest: tracked.filter(({ task }) => isAtRest(task)).length,
    steps: counts.reduce((sum, row) => sum + PHASES.reduce((part, phase) => part + row[phase], 0), 0),
    stepsSettled: counts.reduce((sum, row) => sum + row.done + row.failed + row['not run'], 0),
    rows: [...rows].map(([name, row]) => ({ name, counts: row })),
  };
}

function phaseOf(step: RemoteStep, task: RemoteTask): StepPhase {
  switch (step.status) {
    case 'complete':
    case 'resolved_manually':
      return 'done';
    case 'in_progress':
      return 'running';
    case 'error':
      return step.ready_at === null ? 'failed' : 'retry';
    default:
      return isAtRest(task) ? 'not run' : 'waiting';
  }
}

/** How an order ended, beside how it was meant to end. */
export interface OrderEnd {
  readonly orderId: string;
  readonly taskId: string;
  readonly outcome: string;
  readonly isAsExpected: boolean;
  readonly explanation: string | undefined;
}

/** Compares the end of an order with what its entry expects. */
export function endOf({ entry, task, explanation }: TrackedOrder): OrderEnd {
  const failed = task.workflow_steps.find((step) => step.status === 'error' && step.ready_at === null);
  const { expected } = entry;
  const isAsExpected =
    expected === undefined
      ? task.status === 'complete'
      : task.status === expected.status && failed?.name === expected.step && failed.error?.error_code === expected.errorCode;
  const cause =
    failed === undefined ? '' : ` at ${failed.name}: ${failed.error?.error_code ?? 'no code'}, ${failed.error?.message ?? 'no message'}`;
  return { orderId: entry.order.orderId, taskId: task.task_id, outcome: `${task.status}${cause}`, isAsExpected, explanation };
}
