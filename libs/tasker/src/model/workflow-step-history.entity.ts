import { ViewColumn, ViewEntity } from 'typeorm';
import type { StepState } from './states.js';

/** Reads a `numeric` column, which the driver gives as text, as a number. */
const asNumber = {
  from: (value: string | null): number | null => (value === null ? null : Number(value)),
  to: (value: number | null): number | null => value,
};

/** One move of a step; an attempt shows as two, its start and its end. A view; read-only. */
@ViewEntity({ schema: 'tasker', name: 'workflow_step_history', synchronize: false })
export class WorkflowStepHistory {
  @ViewColumn({ name: 'task_id' })
  taskId: string;

  @ViewColumn({ name: 'workflow_step_id' })
  workflowStepId: number;

  /** The row that holds the move; both moves of an attempt have the same. */
  @ViewColumn({ name: 'workflow_step_transition_id' })
  workflowStepTransitionId: string;

  @ViewColumn({ name: 'created_at' })
  createdAt: Date;

  @ViewColumn({ name: 'from_state' })
  fromState: StepState;

  @ViewColumn({ name: 'to_state' })
  toState: StepState;

  @ViewColumn()
  attempt: number;

  @ViewColumn({ name: 'worker_id' })
  workerId: string | null;

  /** The person who did it; null when it was the engine. */
  @ViewColumn()
  actor: string | null;

  @ViewColumn()
  reason: string | null;

  /** Length of the attempt, at its end; null at its start and for a move that ends no attempt. */
  @ViewColumn({ name: 'duration_seconds', transformer: asNumber })
  durationSeconds: number | null;

  @ViewColumn()
  error: Record<string, unknown> | null;

  @ViewColumn()
  metadata: Record<string, unknown> | null;
}
