import { randomUUID } from 'node:crypto';
import type { Connection } from './rows.js';

/** A definition of a generated history: three steps in a row. */
export interface HistoryDefinition {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

/** Names that occur in more than one namespace and version. */
export const HISTORY_DEFINITIONS: readonly HistoryDefinition[] = [
  { namespace: 'sales', name: 'order', version: '1.0.0' },
  { namespace: 'sales', name: 'order', version: '2.0.0' },
  { namespace: 'stock', name: 'order', version: '1.0.0' },
  { namespace: 'stock', name: 'count', version: '1.0.0' },
];

const STEPS = ['fetch', 'check', 'send'];
const RETRY_LIMIT = 3;
const HOUR = 3_600;
/** From and to so many seconds ago: one range for each span of the figures. */
const AGES = [[5, 3_000], [HOUR, 4.9 * HOUR], [5 * HOUR, 25 * HOUR], [26 * HOUR, 70 * HOUR]] as const; // prettier-ignore

interface Ids {
  readonly namedTask: number;
  /** Named step and lane by name. */
  readonly steps: Readonly<Record<string, [number, number]>>;
}

type Row = Record<string, unknown>;

/** Rows of one task; times are seconds before the moment of the insert, negative ones after it. */
class Told {
  readonly moves: Row[] = [];
  readonly attempts: Row[] = [];
  readonly steps: Row[] = [];
  readonly taskId = randomUUID();
  state = 'pending';
  finished: number | null = null;

  constructor(
    private readonly ids: Ids,
    private readonly requested: number,
    private readonly next: () => number,
  ) {
    this.run();
  }

  get task(): Row {
    const incomplete = this.steps.filter(({ state }) => state !== 'complete' && state !== 'resolved_manually').length;
    return { id: this.taskId, named: this.ids.namedTask, requested: this.requested, finished: this.finished, state: this.state,
      incomplete, active: this.finished === null ? 1 : 0 }; // prettier-ignore
  }

  private run(): void {
    let at: number | null = this.requested;
    for (const place of STEPS.keys()) {
      if (at !== null && this.next() < 0.04) at = this.rest('cancelled', at - 1);
      if (at !== null) at = this.step(place, at);
      if (this.steps.length <= place) this.settle(place, this.state === 'cancelled' ? 'cancelled' : 'pending', 0);
    }
    if (at !== null) this.rest('complete', at);
    if (this.state === 'error' && this.finished! > 100 && this.next() < 0.3) this.resolve(this.finished! - 60);
  }

  /** Plays the attempts of a step from the moment at which it may run; the moment at which it is complete, or null. */
  private step(place: number, from: number): number | null {
    let ready = from;
    for (let attempt = 1; attempt <= RETRY_LIMIT; attempt += 1) {
      const wait = this.seconds(0.2);
      const started = ready - wait;
      const ran = this.seconds(4);
      const ended = started - ran - 0.01;
      if (ended < 1) return this.still(place, { attempt: attempt - 1, ready });
      if (this.state === 'pending') this.move('in_progress', started);
      const fails = this.next() < 0.25;
      const final = fails && (attempt === RETRY_LIMIT || this.next() < 0.2);
      this.tell(place, { attempt, started, ended, wait, ran, fails, final });
      if (!fails || final) return this.end(place, { attempt, ended, fails });
      ready = this.next() < 0.1 ? -HOUR : ended - 30;
    }
    return null;
  }

  private end(place: number, { attempt, ended, fails }: { attempt: number; ended: number; fails: boolean }): number | null {
    this.settle(place, fails ? 'error' : 'complete', attempt);
    return fails ? this.rest('error', ended) : ended;
  }

  /** What may run, or waits for its retry, at the moment of the insert. */
  private still(place: number, { attempt, ready }: { attempt: number; ready: number }): null {
    this.settle(place, attempt === 0 ? 'pending' : 'error', attempt, ready);
    return null;
  }

  private tell(
    place: number,
    told: { attempt: number; started: number; ended: number; wait: number; ran: number; fails: boolean; final: boolean },
  ): void {
    const timed = this.next() < 0.9;
    const errorClass = ['TimeoutError', 'TypeError', 'HttpError'][Math.floor(this.next() * 3)];
    this.attempts.push({ id: this.taskId, step: place + 1, attempt: told.attempt, started: told.started, ended: told.ended,
      wait: timed ? told.wait : null, ran: timed ? told.ran : null, state: told.fails ? 'error' : 'complete',
      error: told.fails ? { message: `no ${place}`, errorClass, permanent: told.final } : null }); // prettier-ignore
  }

  private settle(place: number, state: string, attempts: number, ready: number | null = null): void {
    const [namedStep, lane] = this.ids.steps[STEPS[place]!]!;
    this.steps.push({ id: this.taskId, step: place + 1, named: namedStep, lane, state, attempts, ready, parents: place === 0 ? [] : [place],
      children: place === STEPS.length - 1 ? [] : [place + 2] }); // prettier-ignore
  }

  private move(state: string, at: number): void {
    this.moves.push({ id: this.taskId, at, from: this.state, to: state });
    this.state = state;
  }

  private rest(state: string, at: number): null {
    this.move(state, at);
    this.finished = at;
    return null;
  }

  private resolve(at: number): void {
    this.rest('resolved_manually', at);
    for (const step of this.steps) {
      if (step.state === 'error') Object.assign(step, { state: 'resolved_manually' });
      if (step.state === 'pending') Object.assign(step, { state: 'cancelled' });
    }
  }

  /** Anything from a hundredth to a hundred times the middle. */
  private seconds(middle: number): number {
    return Math.round(middle * 10 ** ((this.next() * 2 - 1) * 2) * 1e6) / 1e6;
  }
}

async function register(connection: Connection, { namespace, name, version }: HistoryDefinition): Promise<Ids> {
  const step = { dependentSystem: 'unknown', queue: 'default', skippable: false, retryable: true, retryLimit: RETRY_LIMIT };
  const { rows } = await connection.query('select * from tasker.register_definition($1, $2, $3, null, $4, $5)', [
    namespace, name, version, randomUUID(), { steps: STEPS.map((own) => ({ name: own, ...step })) },
  ]); // prettier-ignore
  return { namedTask: rows[0].named_task_id, steps: rows[0].steps };
}

const ago = (field: string) => `now() - h.${field} * interval '1 second'`;

/**
 * Writes a history of so many tasks of the last three days, without the engine: complete, in error, resolved, cancelled and unfinished
 * ones, with retries. A definition that is there is used again.
 */
export async function generateHistory(connection: Connection, next: () => number, tasks: number): Promise<void> {
  const ids: Ids[] = [];
  for (const definition of HISTORY_DEFINITIONS) ids.push(await register(connection, definition));
  const told = Array.from({ length: tasks }, () => {
    const [from, to] = AGES[Math.floor(next() * AGES.length)]!;
    // Three bursts of ten minutes in each range: stretches with many tasks, and many without.
    const burst = from + (Math.floor(next() * 3) / 3) * (to - from);
    return new Told(ids[Math.floor(next() * ids.length)]!, burst + next() * 600, next);
  });
  await connection.query('begin');
  await connection.query(
    `insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, context)
     select h.id, h.named, ${ago('requested')}, ${ago('finished')}, h.state, h.incomplete, h.active, '{}'
     from jsonb_to_recordset($1) as h (id uuid, named integer, requested float8, finished float8, state text, incomplete integer, active integer)`,
    [JSON.stringify(told.map(({ task }) => task))],
  );
  await connection.query(
    `insert into tasker.task_transitions (task_id, created_at, from_state, to_state) select h.id, ${ago('at')}, h."from", h."to"
     from jsonb_to_recordset($1) as h (id uuid, at float8, "from" text, "to" text)`,
    [JSON.stringify(told.flatMap(({ moves }) => moves))],
  );
  await connection.query(
    `insert into tasker.workflow_steps (task_id, workflow_step_id, named_step_id, lane, state, attempts, ready_at, pending_parents, parent_ids, child_ids)
     select h.id, h.step, h.named, h.lane, h.state, h.attempts, ${ago('ready')}, case when h.state = 'pending' and h.ready is null then 1 else 0 end, h.parents, h.children
     from jsonb_to_recordset($1) as h (id uuid, step integer, named integer, lane integer, state text, attempts integer, ready float8,
       parents integer[], children integer[])`,
    [JSON.stringify(told.flatMap(({ steps }) => steps))],
  );
  await connection.query(
    `insert into tasker.workflow_step_transitions
       (task_id, workflow_step_id, attempt, started_at, created_at, wait_seconds, run_seconds, from_state, to_state, error)
     select h.id, h.step, h.attempt, ${ago('started')}, ${ago('ended')}, h.wait, h.ran, 'in_progress', h.state, h.error
     from jsonb_to_recordset($1) as h (id uuid, step integer, attempt integer, started float8, ended float8, wait real, ran real, state text, error jsonb)`,
    [JSON.stringify(told.flatMap(({ attempts }) => attempts))],
  );
  await connection.query(
    `insert into tasker.dead_letters (task_id, named_task_id, failed_at) select task_id, named_task_id, finished_at from tasker.tasks
     where state = 'error' on conflict do nothing`,
  );
  await connection.query('commit');
}
