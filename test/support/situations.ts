import type { Blueprint } from './creation.js';
import { createTask } from './creation.js';
import type { Connection } from './rows.js';
import { completed, failed, type Claim, type WorkerSession } from './worker.session.js';

/** What the step in the middle of a row of three can be when a person acts on it. */
export const STEP_SITUATIONS = [
  /** Waits for its parent. */
  'blocked',
  'ready',
  'running',
  /** Waits a minute for its second of three attempts. */
  'retrying',
  /** Failed, and its attempts are used up. */
  'exhausted',
  /** Failed for good, with attempts left. */
  'failed',
  'complete',
  'cancelled',
  'resolved',
] as const;
/** What the step in the middle of a row of three can be. */
export type StepSituation = (typeof STEP_SITUATIONS)[number];

/** Kinds of tasks: one step at a time, or paused, where the task could be paused. */
export const TASK_KINDS = ['concurrent', 'serial', 'paused'] as const;
/** A kind of task. */
export type TaskKind = (typeof TASK_KINDS)[number];

/** Where the step in question stands in its task; 1 is its parent, 3 its child. */
export const MIDDLE = 2;

/** Brings a new task of three steps in a row to where its middle step is in the situation, and returns its id. */
export async function situation(
  { observer, worker, plan }: { observer: Connection; worker: WorkerSession; plan: Blueprint },
  what: StepSituation,
  kind: TaskKind = 'concurrent',
): Promise<string> {
  const middle = { parents: [1], retryLimit: what === 'exhausted' ? 1 : 3 };
  const taskId = await createTask(observer, plan, [{}, middle, { parents: [MIDDLE] }], { concurrent: kind !== 'serial' });
  if (what !== 'blocked') await worker.advance((await worker.claim()).map((claim) => completed(claim)));
  const claims = ['running', 'retrying', 'exhausted', 'failed', 'complete'].includes(what) ? await worker.claim() : [];
  const outcome = outcomeFor(what);
  if (outcome !== undefined) await worker.advance(claims.map(outcome));
  if (what === 'cancelled') await observer.query('select tasker.cancel_step($1, $2, null, null)', [taskId, MIDDLE]);
  if (what === 'resolved')
    await observer.query("select tasker.settle_step($1, $2, 'resolved_manually', '{}', null, null)", [taskId, MIDDLE]);
  if (kind === 'paused') await observer.query('select tasker.pause_task($1, null, null)', [taskId]);
  return taskId;
}

function outcomeFor(what: StepSituation): ((claim: Claim) => object) | undefined {
  if (what === 'complete') return (claim) => completed(claim, { by: 'handler' });
  if (what === 'retrying' || what === 'exhausted') return (claim) => failed(claim, { retryAfter: 60 });
  return what === 'failed' ? (claim) => failed(claim, { permanent: true }) : undefined;
}

/** Each step of a task in a word: its state, with `+` when it may be claimed now, `~` later, `=` when it waits without a time. */
export async function stepWords(observer: Connection, taskId: string): Promise<string> {
  const { rows } = await observer.query(
    `select string_agg(state || case when ready_at is null then '' when ready_at = 'infinity' then '=' when ready_at > now() then '~' else '+' end,
       ' ' order by workflow_step_id) as words
     from tasker.workflow_steps where task_id = $1`,
    [taskId],
  );
  return rows[0].words as string;
}

/** Everything that is stored about a task, to compare. */
export async function everythingOf(observer: Connection, taskId: string): Promise<unknown> {
  const { rows } = await observer.query(
    `select (select to_jsonb(t) from tasker.tasks t where t.task_id = $1) as task,
       (select jsonb_agg(s order by s.workflow_step_id) from tasker.workflow_steps s where s.task_id = $1) as steps,
       (select jsonb_agg(h order by h.task_transition_id) from tasker.task_transitions h where h.task_id = $1) as history,
       (select jsonb_agg(h order by h.workflow_step_transition_id) from tasker.workflow_step_transitions h where h.task_id = $1) as step_history,
       (select jsonb_agg(d) from tasker.dead_letters d where d.task_id = $1) as letters,
       (select jsonb_agg(d) from tasker.task_deadlines d where d.task_id = $1) as deadlines`,
    [taskId],
  );
  return rows[0];
}

/** What a person did to a task or its steps, in order: `2: error > pending (3 to 4)`. */
export async function deedsOf(observer: Connection, taskId: string, actor: string): Promise<string[]> {
  const { rows } = await observer.query(
    `select format('%s%s > %s%s', place || ': ', from_state, to_state, ' ' || nullif(concat_ws(' ', ran, metadata), '')) as deed
     from (
       select workflow_step_transition_id as nth, 0 as kind, workflow_step_id as place, from_state, to_state, metadata,
         case when started_at is not null and worker_id is not null then 'attempt ' || attempt end as ran, actor
       from tasker.workflow_step_transitions where task_id = $1
       union all
       select task_transition_id, 1, null, from_state, to_state, metadata, null, actor from tasker.task_transitions where task_id = $1
     ) h where actor = $2 order by kind, nth`,
    [taskId, actor],
  );
  return rows.map(({ deed }) => (deed as string).trim());
}
