import type { StepParents } from '../database/step.reader.js';
import type { StepRow, TaskRow } from '../database/task.reader.js';
import { correlationIdOf } from '../model/correlation.id.js';
import type { StepError, StepView, TaskSummary, TaskView } from './task-view.js';
import { summaryOfRows } from './workflow.summary.js';

/** A task as lists show it. */
export function taskSummary(row: TaskRow): TaskSummary {
  return {
    taskId: row.task_id,
    namespace: row.namespace,
    name: row.name,
    version: row.version,
    state: row.state,
    priority: row.priority,
    initiator: row.initiator,
    sourceSystem: row.source_system,
    reason: row.reason,
    tags: row.tags,
    bypassSteps: row.bypass_steps,
    correlationId: row.correlation_id ?? correlationIdOf(row.task_id),
    requestedAt: row.requested_at,
    finishedAt: row.finished_at,
    pausedAt: row.paused_at,
    pausedBy: row.paused_by,
    pauseReason: row.pause_reason,
    incompleteSteps: row.incomplete_steps,
  };
}

/** A task with its steps. */
export function taskView(row: TaskRow, stepRows: readonly StepRow[]): TaskView {
  const families = familiesOf(stepRows);
  // Added to the summary one by one: a copy that is spread has a shape of its own, and Object.assign takes longer than the rest.
  const view = taskSummary(row) as { -readonly [Key in keyof TaskView]: TaskView[Key] };
  view.context = row.context;
  view.steps = stepRows.map((step) => stepView(step, families));
  view.summary = summaryOfRows(row, stepRows);
  view.results = Object.fromEntries(stepRows.filter(({ state }) => state === 'complete').map(({ name, results }) => [name, results]));
  return view;
}

/** Steps of a task. `relatives`: places and parents of all that have the same parents as one of them. */
export function stepViews(rows: readonly StepRow[], relatives: readonly StepParents[]): StepView[] {
  const families = familiesOf(relatives);
  return rows.map((row) => stepView(row, families));
}

function stepView(row: StepRow, families: Families): StepView {
  const family = row.parent_ids.length === 0 ? undefined : families.get(row.parent_ids.join());
  return new ViewedStep(row, family ?? NO_FAMILY);
}

/** Read on demand: written out, the siblings of a fan-out grow with the square of its width. One getter for all steps: an object with one of its own is a table. */
const SIBLINGS: PropertyDescriptor & ThisType<ViewedStep> = {
  configurable: true,
  enumerable: true,
  get() {
    return this.siblings();
  },
};

class ViewedStep implements StepView {
  readonly stepId: number;
  readonly name: string;
  readonly namedStepId: number;
  readonly state: StepView['state'];
  readonly attempts: number;
  readonly retryLimit: number;
  readonly retryable: boolean;
  readonly skippable: boolean;
  readonly queue: string;
  readonly priority: number;
  readonly readyAt: Date | null;
  readonly claimedAt: Date | null;
  readonly lastAttemptedAt: Date | null;
  readonly processedAt: Date | null;
  readonly backoffRequestSeconds: number | null;
  readonly inputs: unknown;
  readonly results: unknown;
  readonly error: StepError | null;
  readonly parentIds: readonly number[];
  readonly childIds: readonly number[];
  declare readonly siblingIds: readonly number[];
  readonly #family: readonly number[];

  constructor(row: StepRow, family: readonly number[]) {
    this.stepId = row.workflow_step_id;
    this.name = row.name;
    this.namedStepId = row.named_step_id;
    this.state = row.state;
    this.attempts = row.attempts;
    this.retryLimit = row.retry_limit;
    this.retryable = row.retryable;
    this.skippable = row.skippable;
    this.queue = row.queue;
    this.priority = row.priority;
    this.readyAt = row.ready_at;
    this.claimedAt = row.claimed_at;
    this.lastAttemptedAt = row.last_attempted_at;
    this.processedAt = row.processed_at;
    this.backoffRequestSeconds = row.backoff_request_seconds;
    this.inputs = row.inputs;
    this.results = row.results;
    this.error = row.error as StepError | null;
    this.parentIds = row.parent_ids;
    this.childIds = row.child_ids;
    this.#family = family;
    if (family.length > 1) Object.defineProperty(this, 'siblingIds', SIBLINGS);
    else this.siblingIds = NO_FAMILY;
  }

  siblings(): readonly number[] {
    return this.#family.filter((id) => id !== this.stepId);
  }
}

type Families = ReadonlyMap<string, readonly number[]>;

const NO_FAMILY: readonly number[] = Object.freeze([]);

/** Steps with exactly the same parents, which must not be none (specification: engine core §1.1). */
function familiesOf(rows: readonly StepParents[]): Families {
  const groups = new Map<string, number[]>();
  for (const { parent_ids: parents, workflow_step_id: id } of rows) {
    if (parents.length === 0) continue;
    const group = groups.get(parents.join());
    if (group === undefined) groups.set(parents.join(), [id]);
    else group.push(id);
  }
  return groups;
}
