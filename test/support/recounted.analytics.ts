/** Runs statements. */
interface Rows {
  rows<Row extends object>(text: string): Promise<Row[]>;
}

/** Which tasks count. */
export interface Recounted {
  readonly since?: Date;
  readonly namespace?: string;
  readonly name?: string;
  readonly version?: string;
}

interface Task {
  id: string;
  namespace: string;
  name: string;
  version: string;
  state: string;
  requestedAt: number;
}

interface Rest {
  task: string;
  to: string;
  at: number;
  took: number;
}

interface Attempt {
  task: string;
  step: string;
  stepId: number;
  attempt: number;
  to: string;
  at: number;
  took: number;
  wait: number | null;
  run: number | null;
  error: { errorClass?: string; permanent?: boolean; message?: string } | null;
}

/** Times are compared to the microsecond: as seconds, not as Date; durations come from the database, a difference of such seconds is no longer exact. */
const TASKS = `select t.task_id as id, n.name as namespace, d.name, d.version, t.state, extract(epoch from t.requested_at)::float8 as "requestedAt"
  from tasker.tasks t join tasker.named_tasks d using (named_task_id) join tasker.task_namespaces n using (task_namespace_id)`;
const RESTS = `select h.task_id as task, h.to_state as to, extract(epoch from h.created_at)::float8 as at,
    extract(epoch from h.created_at - t.requested_at)::float8 as took
  from tasker.task_transitions h join tasker.tasks t using (task_id)`;
const ATTEMPTS = `select h.task_id as task, m.name as step, h.workflow_step_id as "stepId", h.attempt, h.to_state as to, h.error,
    extract(epoch from h.created_at - h.started_at)::float8 as took, extract(epoch from h.created_at)::float8 as at,
    h.wait_seconds::float8 as wait, h.run_seconds::float8 as run
  from tasker.workflow_step_transitions h join tasker.workflow_steps s using (task_id, workflow_step_id)
  join tasker.named_steps m using (named_step_id) where h.started_at is not null`;

/** What AnalyticsService tells, computed from each row of the history by itself. */
export async function recounted(session: Rows, { since, ...scope }: Recounted = {}) {
  const from = (since?.getTime() ?? 0) / 1_000;
  const all = (await session.rows<Task>(TASKS)).filter((task) =>
    Object.entries(scope).every(([key, value]) => task[key as 'name'] === value),
  );
  const byId = new Map(all.map((task) => [task.id, task]));
  const rests = (await session.rows<Rest>(RESTS)).filter(({ task, at }) => byId.has(task) && at >= from);
  const attempts = (await session.rows<Attempt>(ATTEMPTS)).filter(({ task, at }) => byId.has(task) && at >= from);
  const created = all.filter(({ requestedAt }) => requestedAt >= from);
  const completed = attempts.filter(({ to }) => to === 'complete');
  const failed = attempts.filter(({ to }) => to === 'error');
  const ended = (one: Attempt) => one.to === 'complete' || one.error?.permanent === true;
  const retried = attempts.filter((one) => one.attempt > 1 && ended(one));
  return {
    created: created.length,
    inState: (state: string) => created.filter((task) => task.state === state).length,
    active: all.filter(({ state }) => state === 'pending' || state === 'in_progress').length,
    namespaces: new Set(all.map(({ namespace }) => namespace)).size,
    types: new Set(all.map(({ namespace, name }) => JSON.stringify([namespace, name]))).size,
    recentTypes: new Set(created.map(({ namespace, name }) => JSON.stringify([namespace, name]))).size,
    taskSeconds: rests.filter(({ to }) => to === 'complete').map(({ took }) => took),
    stepSeconds: completed.map(({ took }) => took),
    waits: completed.flatMap(({ wait, run }) => (wait === null || run === null ? [] : [wait])),
    runs: completed.flatMap(({ wait, run }) => (wait === null || run === null ? [] : [run])),
    failed: failed.length,
    givenUp: failed.filter(ended).length,
    retried: retried.length,
    recovered: retried.filter(({ to }) => to === 'complete').length,
    classes: countOf(failed.map(({ error }) => error?.errorClass ?? 'unknown')),
    slowTasks: rests.filter(({ to }) => to === 'complete' || to === 'error').map((rest) => ({ id: rest.task, seconds: rest.took })).sort(longest), // prettier-ignore
    slowSteps: completed.map(({ task, stepId, took }) => ({ id: `${task}:${stepId}`, seconds: took })).sort(longest),
    stepLoads: countOf(attempts.map(({ task, step }) => `${byId.get(task)!.namespace}/${byId.get(task)!.name}/${step}`)),
  };
}

/** The value below which a share of them is, each of them one that there is; null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** Null of none. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function countOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function longest(left: { seconds: number }, right: { seconds: number }): number {
  return right.seconds - left.seconds;
}
