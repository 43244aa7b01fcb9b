import type { Connection } from '../rows.js';
import { stepReason, taskReasons, type Circumstances } from './model.reasons.js';
import { countersOf, isAtRest, openParents, type ModelStep, type ModelTask } from './model.task.js';

/** What must be the same in the model and in the rows of a task, in a form that reads well where it differs. */
export interface TaskImage {
  readonly task: string;
  readonly state: string;
  readonly paused: boolean;
  readonly counters: string;
  readonly finished: boolean;
  readonly deadLetter: boolean;
  readonly deadline: boolean;
  readonly moves: readonly string[];
  readonly steps: readonly string[];
  /** Why it is not finished. */
  readonly reason: string;
  /** Why each unfinished step is not finished. */
  readonly reasons: readonly string[];
}

/** What the rows say about all tasks, and what audit and guards have found. */
export interface EngineImage {
  readonly tasks: readonly TaskImage[];
  readonly found: readonly unknown[];
}

/** Failures as the model calls them, from `error`. */
const FAILURE = `case when s.error @> '{"exhausted": true}' then 'exhausted' when s.error @> '{"permanent": true}' then 'final' else 'passing' end`;

const READ = `
  select (select coalesce(jsonb_agg(to_jsonb(v)), '[]') from (
      select t.task_id as task, t.state, t.paused_at is not null as paused, format('%s/%s', t.active_steps, t.incomplete_steps) as counters,
        t.finished_at is not null as finished, exists (select from tasker.dead_letters d where d.task_id = t.task_id) as "deadLetter",
        t.finished_at is null and exists (select from tasker.task_deadlines d where d.task_id = t.task_id) as deadline,
        (select coalesce(jsonb_agg(concat_ws(' ', m.from_state, '>', m.to_state, coalesce(m.actor, '-'), coalesce(m.reason, '-'), m.metadata ->> 'action')
          order by m.task_transition_id), '[]') from tasker.task_transitions m where m.task_id = t.task_id) as moves,
        (select jsonb_agg(concat_ws(' ', s.workflow_step_id, s.state, s.attempts || '/' || s.retry_limit,
            case when s.state = 'pending' then 'open ' || s.pending_parents end,
            case when s.ready_at = 'infinity' then 'paused' when s.ready_at <= clock_timestamp() then 'due'
              when s.ready_at is not null then 'in ' || round(extract(epoch from s.ready_at - clock_timestamp()) / 100) * 100 end,
            'by ' || s.claimed_by, case when s.state = 'error' then ${FAILURE} end, 'wait ' || s.backoff_request_seconds,
            (select string_agg(concat_ws(' ', '|', h.from_state, '>', h.to_state, h.attempt, 'by ' || h.worker_id,
                case when (h.started_at is null) <> (h.worker_id is null) then 'started ' || coalesce(h.started_at::text, 'never') end,
                coalesce(h.actor, '-'), coalesce(h.reason, '-'),
                coalesce(h.metadata ->> 'action', case when h.metadata @> '{"bypassed": true}' then 'bypassed' end)), ' '
              order by h.workflow_step_transition_id)
            from tasker.workflow_step_transitions h where h.task_id = s.task_id and h.workflow_step_id = s.workflow_step_id))
          order by s.workflow_step_id) from tasker.workflow_steps s where s.task_id = t.task_id) as steps, x.reason, x.reasons
      from tasker.tasks t
      cross join lateral (
        select min(e.reason) filter (where e.workflow_step_id is null) as reason,
          coalesce(jsonb_agg(concat_ws(' ', e.workflow_step_id, e.reason) order by e.workflow_step_id)
            filter (where e.workflow_step_id is not null), '[]') as reasons
        from tasker.explain_task(t.task_id) e) x
      order by t.task_id) v) as tasks,
    (select coalesce(jsonb_agg(to_jsonb(a)), '[]') from tasker.audit_tasks() a)
      || (select coalesce(jsonb_agg(to_jsonb(g)), '[]') from public.violations g) as found`;

/** Reads the image of every task there is. */
export async function readImage(connection: Connection): Promise<EngineImage> {
  return (await connection.query({ name: 'image', text: READ })).rows[0];
}

/** The image that the model expects. */
export function expectedImage(task: ModelTask, world: Circumstances & { readonly now: number }, seen: TaskImage | undefined): TaskImage {
  const allowed = taskReasons(task, world);
  const { active, incomplete } = countersOf(task);
  const rests = isAtRest(task);
  return {
    task: task.id,
    state: task.state,
    paused: task.paused,
    counters: `${active}/${incomplete}`,
    finished: rests,
    deadLetter: task.state === 'error',
    deadline: task.deadline && !rests,
    moves: task.moves.map(({ from, to, actor, reason, action }) => words(from, '>', to, actor ?? '-', reason ?? '-', action)),
    steps: task.steps.map((step) => expectedStep(task, step, world.now)),
    reason: allowed.includes(seen?.reason ?? '') ? seen!.reason : `one of ${allowed.join(', ')}`,
    reasons: task.steps.flatMap((step) => {
      const reason = stepReason(task, step, world);
      return reason === null ? [] : [`${step.place} ${reason}`];
    }),
  };
}

function expectedStep(task: ModelTask, step: ModelStep, now: number): string {
  const { readyAt, wait } = step;
  const turn = task.serial && readyAt === null ? 1 : 0;
  return words(
    step.place,
    step.state,
    `${step.attempts}/${step.retryLimit}`,
    step.state === 'pending' && `open ${openParents(task, step).length + turn}`,
    readyAt !== null && (readyAt === Infinity ? 'paused' : readyAt <= now ? 'due' : `in ${readyAt - now}`),
    step.worker && `by ${step.worker}`,
    step.state === 'error' && step.failure,
    wait !== null && `wait ${wait}`,
    ...step.moves.map(({ from, to, attempt, worker, actor, reason, action }) =>
      words('|', from, '>', to, attempt, worker && `by ${worker}`, actor ?? '-', reason ?? '-', action),
    ),
  );
}

function words(...parts: readonly (string | number | false | null)[]): string {
  return parts.filter((part) => part !== null && part !== false && part !== '').join(' ');
}
