import { expect } from 'vitest';
import type { Connection } from './rows.js';

type Row = Record<string, any>;
type Places = number[];
/** Figures by key and name; what is nought is left out. */
type Figures = Record<string, Record<string, number | Places>>;

const SPANS = [60, 600, 3_600];
const FINAL = ['complete', 'cancelled', 'resolved_manually'];

/** The history as it stands, row by row. Durations have their place from the database: it is tested where it is made. */
export interface History {
  readonly tasks: readonly Row[];
  readonly moves: readonly Row[];
  readonly attempts: readonly Row[];
  readonly steps: readonly Row[];
}

/** Reads everything that figures are made of. */
export async function historyOf(connection: Connection): Promise<History> {
  const rows = async (text: string): Promise<Row[]> => (await connection.query(text)).rows;
  return {
    tasks: await rows(`select named_task_id as def, task_namespace_id as namespace, extract(epoch from requested_at)::float8 as at
      from tasker.tasks join tasker.named_tasks using (named_task_id)`),
    moves: await rows(`
      select h.task_id, t.named_task_id as def, d.task_namespace_id as namespace, from_state, to_state, extract(epoch from t.requested_at)::float8 as asked,
        extract(epoch from h.created_at)::float8 as at, o.took, tasker.duration_place(o.took) as place
      from tasker.task_transitions h join tasker.tasks t using (task_id) join tasker.named_tasks d using (named_task_id)
      cross join lateral (select extract(epoch from h.created_at - t.requested_at)::float8 as took) o
      where from_state <> to_state`),
    attempts: await rows(`
      select h.task_id, workflow_step_id as place_in_task, l.named_task_id as def, d.task_namespace_id as namespace, s.named_step_id as step, h.attempt, h.to_state, h.error,
        extract(epoch from h.created_at)::float8 as at, wait_seconds::float8 as waited, run_seconds::float8 as ran, o.took,
        tasker.duration_place(wait_seconds) as wait_place, tasker.duration_place(run_seconds) as run_place,
        tasker.duration_place(o.took) as place
      from tasker.workflow_step_transitions h join tasker.workflow_steps s using (task_id, workflow_step_id)
      join tasker.lanes l on l.lane = s.lane join tasker.named_tasks d on d.named_task_id = l.named_task_id
      cross join lateral (select extract(epoch from h.created_at - h.started_at)::float8 as took) o
      where started_at is not null`),
    steps: await rows('select s.task_id, s.state, t.named_task_id as def from tasker.workflow_steps s join tasker.tasks t using (task_id)'),
  };
}

class Sums {
  readonly figures: Figures = {};

  add(key: readonly unknown[], amounts: Readonly<Record<string, number>>): void {
    const figures = (this.figures[key.join(' ')] ??= {});
    for (const [name, amount] of Object.entries(amounts)) figures[name] = ((figures[name] as number | undefined) ?? 0) + amount;
  }

  place(key: readonly unknown[], name: string, place: number): void {
    const places = ((this.figures[key.join(' ')] ??= {})[name] ??= []) as Places;
    while (places.length < place) places.push(0);
    places[place - 1]! += 1;
  }
}

/** The figures of analytics counted anew, one row of history after the other. */
export function recounted({ tasks, moves, attempts, steps }: History): Record<'totals' | 'tasks' | 'steps' | 'errors', Figures> {
  const sums = { totals: new Sums(), tasks: new Sums(), steps: new Sums(), errors: new Sums() };
  for (const task of tasks) {
    sums.totals.add([task.def], { created: 1, pending: 1 });
    for (const key of taskKeys(task, task.at)) sums.tasks.add(key, { created: 1 });
  }
  for (const move of moves) countMove(sums, move);
  const final = new Set(moves.filter(({ to_state }) => FINAL.includes(to_state)).map(({ task_id }) => task_id));
  for (const { def, state, task_id } of steps) {
    const name = { complete: 'complete_steps', cancelled: 'cancelled_steps', resolved_manually: 'resolved_steps' }[state as string];
    if (final.has(task_id)) sums.totals.add([def], { [name ?? 'other_steps']: 1 });
  }
  for (const attempt of attempts) countAttempt(sums, attempt);
  return {
    totals: sums.totals.figures,
    tasks: sums.tasks.figures,
    steps: sums.steps.figures,
    errors: sums.errors.figures,
  };
}

type AllSums = Record<'totals' | 'tasks' | 'steps' | 'errors', Sums>;
const stretch = (at: number, span: number) => Math.floor(at / span) * span;
/** Series of a definition: its own, that of its namespace, and that of everything. */
const taskKeys = ({ def, namespace }: Row, at: number) =>
  [def, -namespace, 0].flatMap((of) => SPANS.map((span) => [of, span, stretch(at, span)]));
const short = (state: string) => (state === 'resolved_manually' ? 'resolved' : state);

function countMove({ totals, tasks }: AllSums, move: Row): void {
  const { def, from_state: from, to_state: to, asked, at, took, place } = move;
  totals.add([def], { [from]: -1, [to]: 1 });
  const resting = ['complete', 'error', 'cancelled', 'resolved_manually'];
  for (const key of taskKeys(move, asked)) {
    if (resting.includes(from)) tasks.add(key, { [`of_${short(from)}`]: -1 });
    if (resting.includes(to)) tasks.add(key, { [`of_${short(to)}`]: 1 });
  }
  if (!resting.includes(to)) return;
  for (const key of taskKeys(move, at)) {
    tasks.add(key, { [to === 'complete' ? 'completed' : to === 'error' ? 'failed' : short(to)]: 1 });
    if (to !== 'complete') continue;
    tasks.add(key, { duration_seconds: took });
    tasks.place(key, 'durations', place);
  }
}

function countAttempt({ steps, errors }: AllSums, row: Row): void {
  const completed = row.to_state === 'complete';
  const timed = completed && row.waited !== null && row.ran !== null;
  const givenUp = row.error?.permanent === true;
  const amounts = { attempts: 1, ...endOf(row, givenUp), ...(timed ? { timed: 1, wait_seconds: row.waited, run_seconds: row.ran } : {}) };
  for (const of of [`${row.def} ${row.step}`, `${row.def} 0`, `-${row.namespace} 0`, '0 0'])
    for (const span of of.endsWith(' 0') ? SPANS : [3_600]) {
      const key = [of, span, stretch(row.at, span)];
      steps.add(key, amounts);
      if (completed) steps.place(key, 'durations', row.place);
      if (timed) steps.place(key, 'waits', row.wait_place);
      if (timed) steps.place(key, 'runs', row.run_place);
    }
  if (row.to_state !== 'error') return;
  errors.add([row.def, row.step, stretch(row.at, 3_600), row.error.errorClass], { failures: 1, permanent: +givenUp });
}

function endOf({ to_state: to, attempt, took }: Row, givenUp: boolean): Record<string, number> {
  const again = +(attempt > 1);
  if (to === 'complete') return { completed: 1, duration_seconds: took, retried: again, recovered: again };
  return to === 'error' ? { failed: 1, given_up: +givenUp, retried: givenUp ? again : 0 } : {};
}

const KEYS = {
  totals: 'named_task_id::text',
  tasks: "concat_ws(' ', named_task_id, span, extract(epoch from began_at)::bigint)",
  steps: "concat_ws(' ', named_task_id, named_step_id, span, extract(epoch from began_at)::bigint)",
  errors: "concat_ws(' ', named_task_id, named_step_id, extract(epoch from began_at)::bigint, error_class)",
} as const;
const NO_FIGURES = ['key', 'named_task_id', 'named_step_id', 'span', 'began_at', 'error_class', 'last_at', 'last_message'];

/** The figures of analytics as they are kept. */
export async function keptFigures(connection: Connection): Promise<ReturnType<typeof recounted>> {
  const kept: Partial<Record<keyof typeof KEYS, Figures>> = {};
  for (const [name, key] of Object.entries(KEYS) as [keyof typeof KEYS, string][]) {
    const { rows } = await connection.query(`select ${key} as key, * from tasker.analytics_${name}`);
    kept[name] = Object.fromEntries(
      rows.map((row: Row) => [
        row.key,
        Object.fromEntries(
          Object.entries(row)
            .filter(([column]) => !NO_FIGURES.includes(column))
            .map(([column, value]) => [column, Array.isArray(value) ? value : Number(value)]),
        ),
      ]),
    );
  }
  return kept as ReturnType<typeof recounted>;
}

/** Without what is nought. */
function plain(figures: Figures): Figures {
  const isNought = (value: number | Places) => (Array.isArray(value) ? value.length === 0 : Math.abs(value) < 1e-6);
  const shown = Object.entries(figures).map(([key, row]): [string, Record<string, number | Places>] => [
    key,
    Object.fromEntries(Object.entries(row).filter(([, value]) => !isNought(value))),
  ]);
  return Object.fromEntries(shown.filter(([, row]) => Object.keys(row).length > 0));
}

/** With seconds that need not agree to the last digit: they are added up in another order. */
function nearly(figures: Figures): object {
  const row = (of: Record<string, number | Places>) =>
    Object.entries(of).map(([name, value]): [string, unknown] => [
      name,
      name.endsWith('_seconds') ? expect.closeTo(value as number, 4) : value,
    ]);
  return Object.fromEntries(Object.entries(figures).map(([key, of]) => [key, Object.fromEntries(row(of))]));
}

/** Expects that what is kept is what the history says, in these tables. */
export async function expectCounted(connection: Connection, history: History, tables = Object.keys(KEYS)): Promise<void> {
  const [kept, anew] = [await keptFigures(connection), recounted(history)];
  for (const name of tables as (keyof typeof KEYS)[]) expect(plain(kept[name]), `analytics_${name}`).toEqual(nearly(plain(anew[name])));
}
