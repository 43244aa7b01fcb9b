import type { StepState, TaskState } from '../model/states.js';
import type { EngineEventName } from './catalog/engine.events.js';
import type { CommittedChange, StepChange, TaskChange } from './committed.change.js';

/** Events of one kind of change. */
interface Rule<Change extends CommittedChange, State> {
  /** The state before, null = created by it. Default: any. */
  readonly from?: State | null;
  readonly to: State;
  readonly when?: (change: Change) => boolean;
  readonly events: readonly EngineEventName[];
}

/** Events of what a person did without changing the state. */
interface ActionRule {
  readonly action: string;
  readonly events: readonly EngineEventName[];
}

const FINALIZED = ['observability.task.finalize', 'workflow.task_finalization_completed'] as const;

/** The one table of what a change of a task is told by, in the order of publication. */
const TASK_RULES: readonly (Rule<TaskChange, TaskState> | ActionRule)[] = [
  { from: null, to: 'pending', events: ['task.initialize_requested', 'observability.task.enqueue'] },
  { from: 'error', to: 'pending', events: ['task.retry_requested'] },
  {
    to: 'in_progress',
    events: ['task.before_transition', 'task.start_requested', 'workflow.task_started', 'observability.task.handle'],
  },
  { to: 'complete', events: ['task.completed', 'workflow.task_completed', ...FINALIZED] },
  { to: 'error', events: ['task.failed', 'workflow.task_failed', 'workflow.no_viable_steps', ...FINALIZED] },
  { to: 'cancelled', events: ['task.cancelled'] },
  { to: 'resolved_manually', events: ['task.resolved_manually'] },
  { action: 'pause', events: ['task.paused'] },
  { action: 'resume', events: ['task.resumed'] },
];

const CHANGE_LIMIT = 'change_retry_limit';

/** The same for steps. */
const STEP_RULES: readonly (Rule<StepChange, StepState> | ActionRule)[] = [
  { from: null, to: 'pending', events: ['step.initialize_requested'] },
  { from: 'error', to: 'in_progress', events: ['step.retry_requested'] },
  { to: 'in_progress', events: ['step.before_transition', 'step.execution_requested', 'step.before_handle'] },
  { to: 'complete', events: ['step.completed', 'workflow.step_completed'] },
  { to: 'error', events: ['step.failed', 'workflow.step_failed'] },
  { to: 'error', when: ({ error }) => error?.permanent !== true, events: ['observability.step.backoff'] },
  { to: 'error', when: ({ error }) => error?.exhausted === true, events: ['observability.step.max_retries_reached'] },
  { from: 'in_progress', to: 'pending', events: ['observability.step.skip'] },
  { from: 'error', to: 'pending', events: ['step.retry_requested'] },
  { from: 'error', to: 'pending', when: ({ metadata }) => metadata?.action === CHANGE_LIMIT, events: ['step.retry_limit_changed'] },
  { to: 'cancelled', events: ['step.cancelled'] },
  { to: 'resolved_manually', events: ['step.resolved_manually'] },
  { action: CHANGE_LIMIT, events: ['step.retry_limit_changed'] },
];

type AnyRule = Rule<any, string> | ActionRule;

const RULES: Readonly<Record<CommittedChange['kind'], readonly AnyRule[]>> = { task: TASK_RULES, step: STEP_RULES };

/** What may be told of a kind of change. */
export interface ToldOfMove {
  readonly rules: readonly AnyRule[];
  /** Of all of them. */
  readonly names: readonly EngineEventName[];
  /** Whether it is always all of them. */
  readonly whole: boolean;
}

/** By kind and states: a worker asks for each step. */
const byMove = new Map<string, ToldOfMove>();
/** By the object that says the states: a worker has one for each way in which steps move. */
const byObject = new WeakMap<ChangeMove, ToldOfMove>();

/** The kind of a change, and the states before and after it. */
export type ChangeMove = Pick<CommittedChange, 'kind' | 'from' | 'to'>;

/** Names of the events that tell of a committed change, in the order in which they are published; each at most once. */
export function eventNamesOf(change: CommittedChange): readonly EngineEventName[] {
  const { rules, names, whole } = toldOf(change);
  return whole ? names : rules.filter((rule) => applies(rule, change)).flatMap(({ events }) => events);
}

/** Names of all events that may tell of such a change. */
export function possibleNamesOf(move: ChangeMove): readonly EngineEventName[] {
  return toldOf(move).names;
}

/** As `possibleNamesOf`, for a move that is asked about again and again by the same object. */
export function toldOfMove(move: ChangeMove): ToldOfMove {
  const known = byObject.get(move);
  if (known !== undefined) return known;
  const told = toldOf(move);
  byObject.set(move, told);
  return told;
}

function applies(rule: AnyRule, change: CommittedChange): boolean {
  return 'action' in rule ? change.metadata?.action === rule.action : rule.when === undefined || rule.when(change);
}

function toldOf({ kind, from, to }: ChangeMove): ToldOfMove {
  const key = `${kind} ${from} ${to}`;
  const known = byMove.get(key);
  if (known !== undefined) return known;
  const rules = RULES[kind].filter((rule) => ('action' in rule ? from === to : from !== to && covers(rule, from, to)));
  const whole = rules.every((rule) => !('action' in rule) && rule.when === undefined);
  const told = { rules, names: rules.flatMap(({ events }) => events), whole };
  byMove.set(key, told);
  return told;
}

function covers(rule: Rule<any, string>, from: string | null, to: string): boolean {
  return rule.to === to && (rule.from === undefined ? from !== null : rule.from === from);
}

/** How attempts end: the history knows of their beginning only then. */
const ATTEMPT_ENDS = ['complete', 'error', 'pending', 'cancelled'] as const satisfies readonly StepState[];

/**
 * What of the history must be read to tell of an event, as a durable subscriber asks for it: `task:<new state>`, `step:<new state>`,
 * `task:action`, `step:action`. None: the history does not know of it, it cannot be durable.
 */
export function feedKeysOf(name: string): readonly string[] {
  return [...new Set([...keysIn('task', name), ...keysIn('step', name)])];
}

function keysIn(kind: CommittedChange['kind'], name: string): string[] {
  return RULES[kind].flatMap((rule) => {
    if (!(rule.events as readonly string[]).includes(name)) return [];
    if ('action' in rule) return [`${kind}:action`];
    if (rule.from === null) return [];
    const attempts = kind === 'step' && rule.to === 'in_progress';
    return attempts ? ATTEMPT_ENDS.map((end) => `step:${end}`) : [`${kind}:${rule.to}`];
  });
}

/** Whether an event of the engine can be delivered durably. */
export function isDurableEvent(name: string): boolean {
  return feedKeysOf(name).length > 0;
}
