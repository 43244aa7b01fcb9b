import type { TaskState } from '../model/states.js';

/** What a list of tasks is narrowed to; what is left out does not matter. */
export interface TaskFilter {
  readonly state?: TaskState | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  /** Namespaces; others are out of reach. */
  readonly within?: readonly string[] | undefined;
  /** Tags that the task has, all of them. */
  readonly tags: readonly string[];
  readonly initiator?: string | undefined;
  readonly sourceSystem?: string | undefined;
  /** Requested at this moment or later. */
  readonly requestedAfter?: Date | undefined;
  /** Requested before this moment. */
  readonly requestedBefore?: Date | undefined;
  /** Values of the context by their paths. */
  readonly context: readonly (readonly [path: string, value: string])[];
}

/** A filter whose definitions are looked up; null: whatever definition. */
export interface NarrowedFilter extends TaskFilter {
  readonly definitions: readonly number[] | null;
}

/** Puts a value among those of a statement and gives its place in the text. */
export type Place = (value: unknown, type: string) => string;

/** An index in the order of creation that holds every task of a list, and others: those are passed over as it is walked. */
export interface TaskWalk {
  /** Its table. */
  readonly table: 'tasks' | 'task_terms' | 'dead_letters' | 'task_transitions';
  /** The index begins with the definition: each is walked by itself. */
  readonly byDefinition: boolean;
  /** The condition that holds for everything on it: 'state', 'initiator', 'sourceSystem', 'tag urgent' or 'context.order.id'. */
  readonly says: string | null;
  /** What the index is entered with, besides the definition and the ids of tasks; the table is called `m`. */
  entry(place: Place, prefix: string): string[];
}

/** Tasks of a time whose id does not say so. Those of a value are in the order of their ids, all of them are not. */
export function misplacedIn({ requestedAfter, requestedBefore }: Pick<TaskFilter, 'requestedAfter' | 'requestedBefore'>): TaskWalk {
  const moment = (place: Place, prefix: string, at: Date) => `${prefix}.moment_term(${place(at, 'timestamptz')})`;
  const entry = (place: Place, prefix: string) => [
    "m.key = 'misplaced'",
    ...(requestedAfter === undefined ? [] : [`m.value >= ${moment(place, prefix, requestedAfter)}`]),
    // Values are whole milliseconds: some of the last one may be earlier.
    ...(requestedBefore === undefined ? [] : [`m.value <= ${moment(place, prefix, requestedBefore)}`]),
  ];
  return { table: 'task_terms', byDefinition: false, says: null, entry };
}

/** The tasks themselves by their key: there is always this one. */
const EVERYTHING: TaskWalk = { table: 'tasks', byDefinition: false, says: null, entry: () => [] };

const OF_DEFINITIONS: TaskWalk = { ...EVERYTHING, byDefinition: true };

/** What a task says that nobody said: it has no term of it. */
const UNKNOWN = 'unknown';

/** The walks that find a list, those first that are likely to pass over least; at least one. */
export function walksOf(filter: NarrowedFilter): readonly TaskWalk[] {
  const { context, tags, initiator, sourceSystem, state, definitions } = filter;
  const walks = [
    ...context.map(([path, value]) => term(`context.${path}`, value, `context.${path}`)),
    ...tags.map((tag) => term('tag', tag, `tag ${tag}`)),
    ...(initiator === undefined || initiator === UNKNOWN ? [] : [term('initiator', initiator, 'initiator')]),
    ...(sourceSystem === undefined || sourceSystem === UNKNOWN ? [] : [term('source_system', sourceSystem, 'sourceSystem')]),
    ...stateWalk(state, definitions !== null),
    // Those in error are found by their definition anyway.
    ...(definitions === null || state === 'error' ? [] : [OF_DEFINITIONS]),
  ];
  return walks.length === 0 ? [EVERYTHING] : walks;
}

function term(key: string, value: string, says: string): TaskWalk {
  const entry = (place: Place, prefix: string) => [
    `m.key = ${place(key, 'text')}`,
    `m.value = ${prefix}.term_value(${place(key, 'text')}, ${place(value, 'text')})`,
  ];
  return { table: 'task_terms', byDefinition: false, says, entry };
}

function stateWalk(state: TaskState | undefined, byDefinition: boolean): TaskWalk[] {
  switch (state) {
    case 'pending':
    case 'in_progress':
      return [{ ...EVERYTHING, entry: () => ['m.finished_at is null'] }];
    case 'error':
      return [{ table: 'dead_letters', byDefinition, says: 'state', entry: () => [] }];
    case 'cancelled':
    case 'resolved_manually': {
      // As text of the statement: of a value a plan could not know that the partial index holds all that have it.
      const entry = () => [`m.to_state = '${state}'`, 'm.from_state <> m.to_state'];
      return [{ table: 'task_transitions', byDefinition: false, says: 'state', entry }];
    }
    case 'complete':
    case undefined:
      return [];
  }
}
