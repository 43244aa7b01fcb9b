import type pg from 'pg';
import type { Blueprint } from '../creation.js';
import type { Connection } from '../rows.js';
import { completed, failed, returned, WorkerSession, type Advanced } from '../worker.session.js';
import type { Action } from './model.actions.js';
import { BACKOFF, type ModelClaim, type ModelOutcome } from './model.attempts.js';
import type { By } from './model.task.js';
import type { TaskPlan } from './task.plan.js';

/** Seconds after which a silent worker of the model is lost: no sequence lasts as long. */
export const LEASE = 3_600;
/** How long ago the last sign of life of a lost worker, and of one that hangs, was. */
export const SILENT = { crash: LEASE + 100, hang: LEASE / 3 + 100 };
const profile = (first: number) => ({ seconds: [first], max: 1e6, multiplier: 1, increment: BACKOFF.more, jitter: 0 });
const REAP = JSON.stringify({ default: profile(BACKOFF.lost), lanes: {} });

/** What an action said. */
export interface Answer {
  readonly task_state: string;
  readonly step_state?: string;
  readonly refused: boolean;
  readonly changed: boolean;
}

/** What a call of a worker said: nothing, when its lease is gone. */
export type Advance = Advanced | 'lease lost';

/** Registers a live worker that may claim everything, and returns its id. */
export async function registerWorker(client: pg.Client, lanes: readonly number[]): Promise<string> {
  const { id } = await WorkerSession.register(client);
  await client.query('update tasker.workers set lease = make_interval(secs => $2), lanes = $3 where worker_id = $1', [id, LEASE, lanes]);
  return id;
}

/** Creates a task of the model's definitions: with a limit for the whole task or without one. */
export async function createPlanned(client: Connection, blueprint: Blueprint, task: { id: string; plan: TaskPlan }): Promise<void> {
  const { steps, serial, limited, priority } = task.plan;
  const graph = steps.map((step, index) => ({
    named_step_id: blueprint.steps[index]![0],
    lane: blueprint.steps[index]![1],
    priority: step.priority,
    retry_limit: step.retryLimit,
    timeout_ms: step.timed ? 60_000 : null,
    retryable: step.retryable,
    skippable: step.bypassed,
    parents: step.parents,
    children: steps.flatMap((child, at) => (child.parents.includes(index + 1) ? [at + 1] : [])),
  }));
  const record = {
    task_id: task.id,
    graph: 0,
    named_task_id: blueprint.namedTask,
    priority,
    concurrent: !serial,
    max_seconds: limited ? 3_600 : null,
    bypass: steps.flatMap(({ bypassed }, index) => (bypassed ? [index + 1] : [])),
    bypass_steps: steps.flatMap(({ bypassed }, index) => (bypassed ? [`s${index + 1}`] : [])),
    initiator: 'model',
    source_system: 'model',
    reason: 'model',
    tags: [],
    context: {},
  };
  await client.query("select from tasker.create_tasks($1, $2, null, 0, '{}')", [JSON.stringify([graph]), JSON.stringify([record])]);
}

const KEY = ({ task, step, attempt }: ModelClaim) => ({ task_id: task.id, workflow_step_id: step.place, attempt, parents: null });

function outcomeOf(claim: ModelClaim, outcome: ModelOutcome): object {
  switch (outcome.kind) {
    case 'completed':
      return completed(KEY(claim), outcome.results);
    case 'failed':
      return { ...failed(KEY(claim), { permanent: outcome.permanent, retryAfter: outcome.wait ?? undefined }), b: profile(BACKOFF.first) };
    case 'returned':
      return { ...returned(KEY(claim)), w: outcome.wait };
  }
}

/** A worker sends outcomes and asks for so many steps, in one call. */
export async function advance(
  client: pg.Client,
  worker: string,
  call: { said: readonly (readonly [ModelClaim, ModelOutcome])[]; capacity: number; lanes: number[] },
): Promise<Advance> {
  const session: WorkerSession = Object.assign(Object.create(WorkerSession.prototype), { client, id: worker });
  const outcomes = call.said.map(([claim, outcome]) => outcomeOf(claim, outcome));
  return session.advance(outcomes, { capacity: call.capacity, lanes: call.lanes }).catch((error: { code?: string }) => {
    if (error.code === 'TK001') return 'lease lost' as const;
    throw error;
  });
}

/** The rows say that a worker is silent: with `hang`, for as long as its steps with a time limit may take, else for longer than its lease. */
export async function fallSilent(client: Connection, worker: string, how: keyof typeof SILENT): Promise<void> {
  if (how === 'hang') {
    await client.query(
      `update tasker.workflow_steps set timeout_at = clock_timestamp() - interval '1 minute' where claimed_by = $1 and timeout_ms is not null`,
      [worker],
    );
  }
  await client.query(
    `update tasker.workers set heartbeat_at = clock_timestamp() - make_interval(secs => $2),
       earliest_timeout_at = (select min(s.timeout_at) from tasker.workflow_steps s where s.claimed_by = $1) where worker_id = $1`,
    [worker, SILENT[how]],
  );
}

/** Takes back from one silent worker what can be had, as another worker's reaper. */
export async function reap(client: Connection, reaper: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query(`select lost, done, steps from tasker.reap_worker($1, $2, interval '1 second')`, [reaper, REAP]);
    if (rows.length === 0 || rows[0].steps.length === 0) return;
  }
}

/** A worker that hung answers again. */
export async function revive(client: Connection, worker: string): Promise<void> {
  await client.query('update tasker.workers set heartbeat_at = clock_timestamp(), earliest_timeout_at = null where worker_id = $1', [
    worker,
  ]);
}

/** The time of a task is over. */
export async function passDeadline(client: Connection, taskId: string): Promise<void> {
  await client.query(`update tasker.task_deadlines set deadline_at = clock_timestamp() - interval '1 minute' where task_id = $1`, [taskId]);
}

/** Looks after deadlines, as every worker does. */
export async function expireTasks(client: Connection): Promise<void> {
  await client.query('select from tasker.expire_tasks(10)');
}

/** So many seconds pass for everything that waits. */
export async function passTime(client: Connection, seconds: number): Promise<void> {
  await client.query(
    `update tasker.workflow_steps
     set ready_at = case when ready_at < 'infinity' then ready_at - make_interval(secs => $1) else ready_at end,
       last_attempted_at = last_attempted_at - make_interval(secs => $1)
     where ready_at is not null or last_attempted_at is not null`,
    [seconds],
  );
}

/** A person acts. */
export async function actOn(client: Connection, taskId: string, { action, by }: { action: Action; by: By }): Promise<Answer> {
  const [call, ...values] = callOf(action);
  const places = [taskId, ...values, by.actor, by.reason].map((_, index) => `$${index + 1}`).join(', ');
  return (await client.query(`select * from tasker.${call}(${places})`, [taskId, ...values, by.actor, by.reason])).rows[0];
}

function callOf(action: Action): [call: string, ...values: unknown[]] {
  switch (action.kind) {
    case 'cancelTask':
      return ['cancel_task'];
    case 'resolveTask':
      return ['resolve_task'];
    case 'pauseTask':
      return ['pause_task'];
    case 'resumeTask':
      return ['resume_task'];
    case 'retryTask':
      return ['retry_steps', null, action.attempts];
    case 'retryStep':
      return ['retry_steps', action.step, action.attempts];
    case 'cancelStep':
      return ['cancel_step', action.step];
    case 'resolveStep':
      return ['settle_step', action.step, 'resolved_manually', null];
    case 'completeStep':
      return ['settle_step', action.step, 'complete', JSON.stringify(action.results)];
    case 'changeRetryLimit':
      return ['change_retry_limit', action.step, action.retryLimit];
  }
}
