import { randomUUID } from 'node:crypto';
import type { Connection } from './rows.js';
import type { Claim } from './worker.session.js';

/** A definition whose steps `s1`, `s2` … tasks of any graph can be made of. */
export interface Blueprint {
  readonly namedTask: number;
  /** Named step and lane by place, from 0. */
  readonly steps: readonly (readonly [namedStep: number, lane: number])[];
  /** Sorted. */
  readonly lanes: number[];
}

/** A step of a graph to create; what is left out is as `insertTask` has it. */
export interface NewStep {
  /** Places of earlier steps, counted from 1. */
  readonly parents?: readonly number[];
  readonly priority?: number;
  readonly retryLimit?: number;
  readonly timeoutMs?: number;
  readonly inputs?: unknown;
}

/** A record of `create_tasks`. */
export interface NewTask {
  readonly task_id?: string;
  readonly priority?: number;
  readonly bypass?: readonly number[] | null;
  readonly concurrent?: boolean;
  readonly annotates?: boolean;
  readonly identity_hash?: string;
  readonly identity_seconds?: number | null;
  readonly max_seconds?: number;
  readonly context?: object;
  /** Default: none. */
  readonly tags?: readonly string[];
  readonly correlation_id?: string;
  /** The task's own graph. Default: the one of the call. */
  readonly steps?: readonly NewStep[];
}

/** What a call of `create_tasks` said. */
export interface Created {
  /** Ids as they were asked for, in the order of the records. */
  readonly asked: string[];
  readonly created: string[];
  readonly duplicates: [asked: string, existing: string][];
  readonly claimed: Claim[];
}

/** A worker that takes the roots at once. */
export interface Taker {
  readonly id: string;
  readonly capacity: number;
  /** Default: all lanes of the blueprint. */
  readonly lanes?: number[];
}

/** Registers a definition with so many steps. */
export async function blueprint(connection: Connection, size = 12, name = 'blueprint'): Promise<Blueprint> {
  const names = Array.from({ length: size }, (_, place) => `s${place + 1}`);
  const steps = names.map((step) => ({
    name: step,
    dependentSystem: 'unknown',
    queue: 'default',
    skippable: true,
    retryable: true,
    retryLimit: 3,
  }));
  const { rows } = await connection.query(
    `select named_task_id, steps from tasker.register_definition('default', $1, '1.0.0', null, $2, $3)`,
    [name, randomUUID(), { steps }],
  );
  const found = names.map((step): [number, number] => rows[0].steps[step]);
  return { namedTask: rows[0].named_task_id, steps: found, lanes: found.map(([, lane]) => lane).sort((a, b) => a - b) };
}

/** The steps as `create_tasks` reads them. */
export function graphOf(plan: Blueprint, steps: readonly NewStep[]): object[] {
  return steps.map(({ parents = [], priority, retryLimit = 3, timeoutMs, inputs }, place) => ({
    named_step_id: plan.steps[place]![0],
    lane: plan.steps[place]![1],
    priority,
    retry_limit: retryLimit,
    timeout_ms: timeoutMs,
    retryable: true,
    skippable: true,
    inputs,
    parents,
    children: steps.flatMap((child, at) => (child.parents?.includes(place + 1) === true ? [at + 1] : [])),
  }));
}

/** Creates tasks of one graph in one call. */
export async function createTasks(
  connection: Connection,
  plan: Blueprint,
  { steps = [{}], tasks, taker }: { steps?: readonly NewStep[]; tasks: readonly NewTask[]; taker?: Taker },
): Promise<Created> {
  const graphs = [graphOf(plan, steps)];
  const records = tasks.map(({ steps: own, ...task }) => ({
    task_id: randomUUID(),
    graph: own === undefined ? 0 : graphs.push(graphOf(plan, own)) - 1,
    named_task_id: plan.namedTask,
    priority: 0,
    initiator: 'test',
    source_system: 'test',
    reason: 'test',
    tags: [],
    bypass_steps: [],
    context: {},
    ...task,
  }));
  const { rows } = await connection.query('select * from tasker.create_tasks($1, $2, $3, $4, $5)', [
    JSON.stringify(graphs),
    JSON.stringify(records),
    taker?.id ?? null,
    taker?.capacity ?? 0,
    taker === undefined ? [] : (taker.lanes ?? plan.lanes),
  ]);
  const { created, duplicates } = rows.find(({ kind }) => kind === 'created').context;
  return {
    asked: records.map(({ task_id }) => task_id),
    created,
    duplicates,
    claimed: rows.filter(({ kind }) => kind === 'claimed'),
  };
}

/** Creates one task and returns its id. */
export async function createTask(
  connection: Connection,
  plan: Blueprint,
  steps: readonly NewStep[] = [{}],
  task: NewTask = {},
): Promise<string> {
  return (await createTasks(connection, plan, { steps, tasks: [task] })).asked[0]!;
}
