import type { StepRow } from './rows.js';

/** Every way in which a step can stand. */
export const STEP_KINDS: Readonly<Record<string, StepRow>> = {
  ready: {},
  later: { readyIn: 3600 },
  running: { state: 'in_progress' },
  retried: { state: 'in_progress', attempts: 2, error: { message: 'failed' } },
  due: { state: 'error', readyIn: -1 },
  waiting: { state: 'error', readyIn: 3600 },
  failed: { state: 'error', attempts: 3 },
  complete: { state: 'complete' },
  resolved: { state: 'resolved_manually' },
  cancelled: { state: 'cancelled' },
};
