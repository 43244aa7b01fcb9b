import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { StepState, TaskState } from '../../libs/tasker/src/model/states.js';

/** What a test runs statements with: a client or a pool. */
export type Connection = Pick<pg.Client, 'query'>;

/** A step to insert. What is left out is chosen so that the rows hold together: `audit_tasks()` finds nothing. */
export interface StepRow {
  /** Default `step_<place>`. Steps of one name share a named step. */
  readonly name?: string;
  /** Default `pending`. */
  readonly state?: StepState;
  /** Places of earlier steps, counted from 1. */
  readonly parents?: readonly number[];
  /** Default 0 for pending, cancelled and resolved steps, else 1. */
  readonly attempts?: number;
  /** Default 3. */
  readonly retryLimit?: number;
  readonly retryable?: boolean;
  readonly priority?: number;
  /** Seconds from now; null = not claimable. Default: one second ago for a pending step without open parents, else null. */
  readonly readyIn?: number | null;
  readonly backoffSeconds?: number;
  readonly results?: unknown;
  readonly error?: unknown;
}

/** The task around the steps. */
export interface TaskRow {
  /** Default: what the steps say. */
  readonly state?: TaskState;
  /** Default `rows`; each name is a definition of its own. */
  readonly definition?: string;
  /** Default `tasker`. */
  readonly schema?: string;
  readonly context?: object;
  /** Default `1.0.0`. */
  readonly version?: string;
  /** Limit of all steps with one key, as the definition declares it. Default: none. */
  readonly concurrency?: { readonly key: string; readonly limit: number };
  /** Queue and system of the steps. Default `default` and `unknown`. */
  readonly queue?: string;
  readonly system?: string;
}

const DONE: readonly StepState[] = ['complete', 'resolved_manually'];
const ATTEMPTED: readonly StepState[] = ['in_progress', 'complete', 'error'];

/** Inserts a task with steps in the given states and their history, and returns its id. */
export async function insertTask(connection: Connection, steps: readonly StepRow[], task: TaskRow = {}): Promise<string> {
  const schema = task.schema ?? 'tasker';
  const taskId = randomUUID();
  const ids = await register(connection, schema, { ...task, steps });
  const rows = placed(steps, ids);
  const active = rows.filter((row) => row.state === 'in_progress' || row.ready_in !== null).length;
  const incomplete = rows.filter((row) => !DONE.includes(row.state)).length;
  await connection.query(
    `insert into "${schema}".tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, context)
     values ($1, $2, now() - interval '1 day', case when $3 = 0 then now() end, $4, $5, $3, $6)`,
    [taskId, ids.task, active, task.state ?? stateOf(steps, { active, incomplete }), incomplete, task.context ?? {}],
  );
  const worker = rows.some((row) => row.state === 'in_progress') ? await insertWorker(connection, schema) : null;
  await connection.query(insertSteps(schema), [taskId, JSON.stringify(rows), worker]);
  await connection.query(
    `insert into "${schema}".dead_letters select task_id, named_task_id, finished_at from "${schema}".tasks where task_id = $1 and state = 'error'`,
    [taskId],
  );
  return taskId;
}

/** Inserts a live worker that may claim from every lane that there is, and returns its id. */
export async function insertWorker(connection: Connection, schema = 'tasker'): Promise<string> {
  const worker = randomUUID();
  await connection.query(
    `select "${schema}".register_worker($1, '15 seconds', 1, 8, 'host', '0.0.0', '{default}', '{}',
       array(select l.lane from "${schema}".lanes l order by 1))`,
    [worker],
  );
  return worker;
}

/** Every violation that the audit finds. */
export async function audit(
  connection: Connection,
  schema = 'tasker',
): Promise<{ rule: string; task_id: string; workflow_step_id: number | null }[]> {
  return (await connection.query(`select * from "${schema}".audit_tasks()`)).rows;
}

interface Ids {
  readonly task: number;
  readonly steps: Record<string, [namedStep: number, lane: number]>;
}

const nameOf = (step: StepRow, index: number) => step.name ?? `step_${index + 1}`;

async function register(connection: Connection, schema: string, what: TaskRow & { steps: readonly StepRow[] }): Promise<Ids> {
  const names = [...new Set(what.steps.map(nameOf))];
  const configuration = {
    concurrencyKey: what.concurrency?.key,
    concurrencyLimit: what.concurrency?.limit,
    steps: names.map((name) => ({
      name,
      dependentSystem: what.system ?? 'unknown',
      queue: what.queue ?? 'default',
      skippable: false,
      retryable: true,
      retryLimit: 3,
    })),
  };
  const { rows } = await connection.query(
    `select named_task_id, steps from "${schema}".register_definition('default', $1, $2, null, $3, $4)`,
    [what.definition ?? 'rows', what.version ?? '1.0.0', randomUUID(), configuration],
  );
  return { task: rows[0].named_task_id, steps: rows[0].steps ?? {} };
}

function placed(steps: readonly StepRow[], ids: Ids) {
  const children = steps.map((): number[] => []);
  steps.forEach((step, index) => step.parents?.forEach((parent) => children[parent - 1]?.push(index + 1)));
  return steps.map((given, index) => {
    const state = given.state ?? 'pending';
    const step = { parents: [], retryLimit: 3, retryable: true, priority: 0, ...given };
    const open = step.parents.filter((parent) => !DONE.includes(steps[parent - 1]?.state ?? 'pending')).length;
    return {
      workflow_step_id: index + 1,
      named_step_id: ids.steps[nameOf(given, index)]?.[0],
      lane: ids.steps[nameOf(given, index)]?.[1],
      priority: step.priority,
      attempts: step.attempts ?? Number(ATTEMPTED.includes(state)),
      retry_limit: step.retryLimit,
      retryable: step.retryable,
      pending_parents: open,
      ready_in: given.readyIn === undefined ? (state === 'pending' && open === 0 ? -1 : null) : given.readyIn,
      backoff: step.backoffSeconds,
      state,
      parent_ids: step.parents,
      child_ids: children[index],
      results: step.results,
      error: state === 'error' ? (step.error ?? { message: 'failed' }) : step.error,
    };
  });
}

function stateOf(steps: readonly StepRow[], counted: { active: number; incomplete: number }): TaskState {
  if (counted.active > 0) return 'in_progress';
  if (counted.incomplete === 0) return 'complete';
  return steps.some((step) => step.state === 'error') ? 'error' : 'cancelled';
}

/** Attempts lie two milliseconds apart in the order of the places, so a child begins after its parents have ended. */
const insertSteps = (schema: string) => `
  with given as (
    select x.*, now() - interval '1 day' + x.workflow_step_id * interval '2 milliseconds' as began
    from jsonb_to_recordset($2::jsonb) as x (
      workflow_step_id integer, named_step_id integer, lane integer, priority integer, attempts integer, retry_limit integer,
      retryable boolean, pending_parents integer, ready_in double precision, backoff double precision, state text,
      parent_ids integer[], child_ids integer[], results jsonb, error jsonb)
  ),
  step as (
    insert into "${schema}".workflow_steps (task_id, workflow_step_id, named_step_id, lane, priority, attempts, retry_limit, retryable,
      pending_parents, ready_at, claimed_at, last_attempted_at, processed_at, backoff_request_seconds, claimed_by, state,
      parent_ids, child_ids, results, error)
    select $1, g.workflow_step_id, g.named_step_id, g.lane, g.priority, g.attempts, g.retry_limit, g.retryable, g.pending_parents,
      clock_timestamp() + make_interval(secs => g.ready_in), case when g.attempts > 0 then g.began end,
      case when g.state in ('complete', 'error') then g.began + interval '1 millisecond' end,
      case when g.state = 'complete' then g.began + interval '1 millisecond' end, g.backoff,
      case when g.state = 'in_progress' then $3::uuid end, g.state, g.parent_ids, g.child_ids, g.results, g.error
    from given g
  )
  insert into "${schema}".workflow_step_transitions
    (task_id, workflow_step_id, attempt, started_at, created_at, from_state, to_state, error)
  select $1, g.workflow_step_id, g.attempts, case when g.state in ('complete', 'error') then g.began end,
    g.began + interval '1 millisecond', case when g.state in ('complete', 'error') then 'in_progress' else 'pending' end, g.state, g.error
  from given g
  where g.state not in ('pending', 'in_progress')`;
