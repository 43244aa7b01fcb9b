import type { StaleKind, WarningRow } from '../database/staleness.store.js';

/** A warning about an unfinished task. */
export interface StaleTask {
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** `waiting`: no worker takes a due step; `lifetime`: the task is too old; `lost_attempts`: a step loses its workers. */
  readonly kind: StaleKind;
  /** Number and name of the step that is meant; null for `lifetime`. */
  readonly stepId: number | null;
  readonly step: string | null;
  /** When the step became due, the lifetime began (creation, or the last retry of the task or resumption), the latest attempt was lost. */
  readonly since: Date;
  readonly noticedAt: Date;
  /** The limit that was passed, in seconds; null for `lost_attempts`. */
  readonly limitSeconds: number | null;
  /** Attempts that were lost with their workers; null for the other kinds. */
  readonly lostAttempts: number | null;
}

/** A warning as users see it. */
export function staleTask(row: WarningRow): StaleTask {
  const { task_id: taskId, namespace, name, version, kind, workflow_step_id: stepId, step, since, noticed_at: noticedAt, detail } = row;
  return {
    ...{ taskId, namespace, name, version, kind, step, since, noticedAt },
    stepId: stepId === 0 ? null : stepId,
    limitSeconds: detail.limitSeconds ?? null,
    lostAttempts: detail.lost ?? null,
  };
}
