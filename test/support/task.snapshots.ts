import type { SnapshotStep, TaskGraphSnapshot } from '../../libs/tasker/src/analysis/graph/task-graph.snapshot.js';

/** The moment of every snapshot. */
export const NOW = new Date('2026-01-01T12:00:00.000Z');

/** So many seconds after the snapshot. */
export function inSeconds(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1000);
}

/** A step by its name: what it comes after, and whatever else differs from a pending step that waits. */
export type DrawnStep = Partial<Omit<SnapshotStep, 'stepId' | 'name' | 'parentIds'>> & { readonly after?: string };

/**
 * A snapshot of a task whose steps have the ids 1, 2, 3 … in the order given.
 *
 * @example snapshotOf({ a: { state: 'complete' }, b: { after: 'a' }, c: { after: 'a b' } }, { health: 'healthy' })
 */
export function snapshotOf(steps: Readonly<Record<string, DrawnStep>>, task: Partial<TaskGraphSnapshot> = {}): TaskGraphSnapshot {
  const ids = new Map(Object.keys(steps).map((name, position) => [name, position + 1]));
  return {
    ...{ taskId: 'task', state: 'in_progress', paused: false, concurrent: true, health: 'healthy', now: NOW },
    steps: Object.entries(steps).map(([name, { after = '', ...differing }], position) => ({
      ...{ stepId: position + 1, name, state: 'pending', attempts: 0, retryLimit: 3, retryable: true, readyAt: null, nextRetryAt: null },
      parentIds: after
        .split(' ')
        .filter(Boolean)
        .map((parent) => ids.get(parent)!),
      ...differing,
    })),
    ...task,
  };
}

/** A snapshot of pending steps from the parents of each, by position. */
export function snapshotOfParents(parents: readonly (readonly number[])[]): TaskGraphSnapshot {
  const steps = parents.map((own, position) => [`s${position}`, { after: own.map((parent) => `s${parent}`).join(' ') }] as const);
  return snapshotOf(Object.fromEntries(steps));
}
