import { Injectable, Logger } from '@nestjs/common';
import { AnnotationStore, type ClaimedAnnotation } from '../database/annotation.store.js';
import { describeFailure } from '../database/database.failure.js';
import { TaskReader, type StepRow, type TaskRow } from '../database/task.reader.js';
import type { RestedSequence, RestedStep, RestedTaskView, TaskAnnotation } from '../definitions/task-hooks.js';
import { LogRecord } from '../events/log.record.js';
import { ParameterFilter } from '../events/parameter.filter.js';
import { correlationIdOf } from '../model/correlation.id.js';
import { checkedAnnotation } from './annotation.check.js';
import { contextInstance } from './context.instance.js';
import { DefinitionIndex } from './definition.index.js';
import { EngineSettings } from './engine.settings.js';
import { fullNameOf } from './indexed.task.js';
import { RestWatch } from './rest.watch.js';
import { within } from './time.limit.js';
import { WakeTimer } from './wake.timer.js';

/** How long a hook may run before another worker tries it too. */
const LEASE_MS = 60_000;
/** Hooks that run at once in one process. */
const AT_ONCE = 4;
/** Wait after a failed try: doubled each time up to the longest. */
const RETRY_MS = { first: 1_000, most: 3_600_000 };

/** Calls `updateAnnotations` of tasks that have come to rest: outside any transaction, and again when a process died over it. */
@Injectable()
export class AnnotationRunner {
  private readonly logger = new Logger('TaskerAnnotations');
  private readonly timer = new WakeTimer(() => this.look());
  private pollMs: number | undefined;
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly store: AnnotationStore,
    private readonly reader: TaskReader,
    private readonly definitions: DefinitionIndex,
    private readonly watch: RestWatch,
    private readonly settings: EngineSettings,
    private readonly filter: ParameterFilter,
  ) {}

  /** Begins to look: when a task rests here, and at least every `pollMs`. */
  start(pollMs: number): void {
    this.pollMs = pollMs;
    this.watch.onRested = () => this.timer.within(0);
    this.timer.within(0);
  }

  /** Claims nothing more; resolves when the hooks that run have ended, or after `limitMs`: their lease gives them to another worker. */
  async stop(limitMs: number): Promise<void> {
    this.pollMs = undefined;
    this.watch.onRested = () => undefined;
    this.timer.cancel();
    let limit: NodeJS.Timeout | undefined;
    await Promise.race([Promise.all(this.running), new Promise((resolve) => (limit = setTimeout(resolve, limitMs)))]);
    clearTimeout(limit);
  }

  /** Starts one more hook, while there is room: one that never answers must not keep the others waiting. */
  private look(): void {
    if (this.pollMs === undefined) return;
    this.timer.within(this.pollMs);
    if (this.running.size >= AT_ONCE) return;
    const ids = this.definitions
      .all()
      .filter(({ task }) => task.hooks.annotate !== undefined)
      .map(({ namedTaskId }) => namedTaskId);
    if (ids.length === 0) return;
    const run = this.run(ids).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async run(ids: readonly number[]): Promise<void> {
    try {
      for (let due = await this.claim(ids); due !== null; due = await this.claim(ids)) {
        this.look();
        await this.annotate(due);
      }
    } catch (error) {
      this.logger.warn(`cannot look for tasks to annotate, trying again: ${describeFailure(error)}`);
    }
  }

  private async claim(ids: readonly number[]): Promise<ClaimedAnnotation | null> {
    return this.pollMs === undefined ? null : this.store.claim(ids, LEASE_MS);
  }

  private async annotate(due: ClaimedAnnotation): Promise<void> {
    try {
      // A hook that never answers must not keep the others waiting: its row goes to the next try.
      const notes = await within(this.called(due.taskId), LEASE_MS, () => new Error(`no answer within ${LEASE_MS / 1000} s`));
      const { contextBytes } = this.settings.limits;
      await this.store.finish(
        due,
        notes.map((note) => checkedAnnotation(note, contextBytes)),
      );
    } catch (error) {
      const waitMs = Math.min(RETRY_MS.first * 2 ** Math.min(due.attempts - 1, 30), RETRY_MS.most);
      await this.report(due, waitMs, error);
      await this.store.defer(due, waitMs);
    }
  }

  /** What the hook threw may repeat what it was given. */
  private async report({ taskId, attempts }: ClaimedAnnotation, waitMs: number, error: unknown): Promise<void> {
    const [[row], steps] = await Promise.all([this.reader.tasks([taskId]), this.reader.steps([taskId])]).catch(() => [[], []] as const);
    const known = [row?.context, steps.map(({ results }) => results)];
    // Nobody knows what must not be shown of a task that cannot be read.
    const stack = row === undefined ? this.filter.mask : this.filter.textFilter(known).text(shown(error));
    const message = `updateAnnotations of task ${taskId} failed (try ${attempts}), again in ${waitMs / 1000} s: ${stack.split('\n', 1)[0]}`;
    const ids = { task_id: taskId, correlation_id: row === undefined ? undefined : (row.correlation_id ?? correlationIdOf(taskId)) };
    this.logger.error(new LogRecord(message, { component: 'annotations', ...ids, stack }));
  }

  private async called(taskId: string): Promise<readonly TaskAnnotation[]> {
    const [[row], steps] = await Promise.all([this.reader.tasks([taskId]), this.reader.steps([taskId])]);
    if (row === undefined) return [];
    const indexed = this.definitions.all().find(({ fullName }) => fullName === fullNameOf(row));
    const annotate = indexed?.task.hooks.annotate;
    // Unregistered meanwhile: whoever has the definition will run it.
    if (indexed === undefined || annotate === undefined) throw new Error('the definition is no longer registered in this process');
    const rested = steps.map(restedStep);
    const notes: unknown = (await annotate(restedTask(row, indexed.task.contextType), sequenceOf(rested), rested)) ?? [];
    if (Array.isArray(notes)) return notes as readonly TaskAnnotation[];
    throw new TypeError('the hook must return a list of { type, annotation }, or nothing');
  }
}

/** Whatever was thrown: it may throw when it is looked at. */
function shown(thrown: unknown): string {
  try {
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  } catch {
    return 'an error that cannot be shown';
  }
}

function restedTask(row: TaskRow, contextType: Parameters<typeof contextInstance>[0] | undefined): RestedTaskView {
  const { task_id: taskId, namespace, name, version, state, tags, context } = row;
  return {
    taskId,
    namespace,
    name,
    version,
    state,
    tags,
    context: contextType === undefined ? context : contextInstance(contextType, context),
  };
}

function restedStep({ workflow_step_id: stepId, name, state, attempts, results, error }: StepRow): RestedStep {
  return { stepId, name, state, attempts, results, error };
}

function sequenceOf(steps: readonly RestedStep[]): RestedSequence {
  const byName = new Map(steps.map((step) => [step.name, step]));
  return { steps, find: (name) => byName.get(name), results: (name) => byName.get(name)?.results };
}
