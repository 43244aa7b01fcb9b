import type { FailedTaskRow, WarningRow } from '../database/staleness.store.js';
import type { TaskerEvents } from '../events/catalog/tasker.events.js';

type Stale = TaskerEvents['task.stale'];

function base({ task_id: taskId, namespace, name: taskName, version }: WarningRow | FailedTaskRow) {
  return { taskId, namespace, taskName, version, timestamp: new Date() };
}

/** A task that does not go on. */
export function stalePayload(row: WarningRow): Stale {
  const { kind, workflow_step_id: stepId, step: stepName, since, noticed_at: noticedAt, detail } = row;
  return {
    ...base(row),
    ...{ kind: kind as Stale['kind'], stepName, since, noticedAt },
    stepId: stepId === 0 ? null : stepId,
    limitSeconds: detail.limitSeconds ?? null,
    action: 'warned',
    state: null,
  };
}

/** A task that was stopped for that. */
export function stoppedPayload(kind: Stale['kind'], row: FailedTaskRow): Stale {
  const { seconds: limitSeconds } = row;
  const nothing = { stepId: null, stepName: null, since: null, noticedAt: null };
  return { ...base(row), ...nothing, kind, limitSeconds, action: 'failed', state: 'error' };
}

/** A step that loses its workers. */
export function poisonedPayload(row: WarningRow, action: 'warned' | 'failed'): TaskerEvents['step.poisoned'] {
  const { workflow_step_id: stepId, step: stepName, since, noticed_at: noticedAt, detail } = row;
  return { ...base(row), stepId, stepName, since, noticedAt, lostAttempts: detail.lost ?? 0, action };
}
