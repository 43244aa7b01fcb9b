import { Injectable, Logger } from '@nestjs/common';
import { BottleneckStore, type FoundBottleneck, type ToldBottleneckRow } from '../database/bottleneck.store.js';
import { describeFailure } from '../database/database.failure.js';
import { TaskGraphReader } from '../database/task-graph.reader.js';
import { EventBus } from '../events/event.bus.js';
import { LogRecord } from '../events/log.record.js';
import { correlationIdOf } from '../model/correlation.id.js';
import { BottleneckSettings, type BottleneckWatchTerms } from './bottleneck.settings.js';
import { DependencyGraphSettings } from './graph/dependency-graph.settings.js';
import { causeOfDelay } from './graph/step.bottlenecks.js';
import type { Severity, StepBottleneck } from './graph/task-graph.analysis.js';
import { taskSnapshot } from './task.snapshot.js';

/** Unfinished tasks looked at in a batch, tasks analysed of them, and batches in a round: a task of 10,000 steps costs a tenth of a second. */
const BOUND = { scan: 2_000, limit: 20, batches: 100 };
/** A round begins no further batch after this time. */
const ROUND_MS = 5_000;
/** Rows of what was found that are looked at again in one call, and calls in a round. */
const SETTLE = { batch: 500, batches: 20 };

const RANK: Readonly<Record<Severity, number>> = { Low: 0, Medium: 1, High: 2, Critical: 3 };

/** The right of one process to do the work of the cluster, and where it stands. */
interface WatchLease {
  readonly progress: unknown;
  keep(progress: object): Promise<boolean>;
}

/** Behind which task the next round goes on: looking for tasks, and settling what was found; null: from the beginning. */
interface WatchProgress {
  readonly after: string | null;
  readonly settled: string | null;
}

/** What a round goes by. */
interface WatchRound {
  readonly lease: WatchLease;
  readonly terms: BottleneckWatchTerms;
}

/** For a round by hand. */
const UNLEASED: WatchLease = { progress: null, keep: () => Promise.resolve(true) };

/**
 * Looks for tasks that have begun and have not moved for a while, analyses them, and tells the step that holds each of them up: once for
 * each severity, whichever process looks. That it was told is committed first: a process that dies in between tells nobody, and the row
 * stays for the gauges. A round is bounded; the next one goes on where it stopped.
 */
@Injectable()
export class BottleneckWatch {
  readonly name = 'tasker.bottlenecks';
  private readonly logger = new Logger('TaskerBottlenecks');

  constructor(
    private readonly store: BottleneckStore,
    private readonly reader: TaskGraphReader,
    private readonly events: EventBus,
    private readonly settings: BottleneckSettings,
    private readonly graph: DependencyGraphSettings,
  ) {}

  get intervalMs(): number | null {
    return this.settings.watch?.intervalMs ?? null;
  }

  async run(lease: WatchLease = UNLEASED): Promise<void> {
    const terms = this.settings.watch;
    if (terms === null) return;
    const { after = null, settled = null } = (lease.progress ?? {}) as Partial<WatchProgress>;
    const looked = await this.look({ after, settled }, { lease, terms });
    if (looked !== null) await this.settle(looked, { lease, terms });
  }

  /** Null: the lease is lost. */
  private async look(from: WatchProgress, { lease, terms }: WatchRound): Promise<WatchProgress | null> {
    const until = performance.now() + ROUND_MS;
    let progress = from;
    for (let batch = 0; batch < BOUND.batches && performance.now() < until; batch++) {
      const { taskIds, next: after } = await this.store.unmoved(terms.afterMs / 1000, { after: progress.after, ...BOUND });
      await this.analyse(taskIds, terms);
      progress = { ...progress, after };
      if (!(await lease.keep(progress))) return null;
      if (after === null) break;
    }
    return progress;
  }

  private async settle(from: WatchProgress, { lease, terms }: WatchRound): Promise<void> {
    let progress = from;
    for (let batch = 0; batch < SETTLE.batches; batch++) {
      const settled = await this.store.settle(terms.afterMs / 1000, progress.settled, SETTLE.batch);
      progress = { ...progress, settled };
      if (!(await lease.keep(progress)) || settled === null) return;
    }
  }

  private async analyse(taskIds: readonly string[], { severity: least, afterMs }: BottleneckWatchTerms): Promise<void> {
    const worst = new Map<string, StepBottleneck>();
    const found: FoundBottleneck[] = [];
    for (const taskId of taskIds) {
      const one = await this.worst(taskId);
      if (one !== undefined) worst.set(taskId, one);
      const told = one !== undefined && RANK[one.severity] >= RANK[least];
      found.push({ taskId, severity: told ? one.severity : null, stepId: one?.stepId ?? 0, impactScore: one?.impactScore ?? 0 });
    }
    if (found.length === 0) return;
    for (const row of await this.store.note(found, afterMs / 1000)) this.told(row, worst.get(row.task_id)!);
  }

  /** Undefined: nothing holds the task up, it is gone, or its rows are no graph, which must not keep the watch from the tasks behind it. */
  private async worst(taskId: string): Promise<StepBottleneck | undefined> {
    const row = await this.reader.read(taskId);
    if (row === null) return undefined;
    try {
      return causeOfDelay(taskSnapshot(taskId, row), this.graph);
    } catch (error) {
      this.logger.error(new LogRecord('A task cannot be analysed', { task_id: taskId, error: describeFailure(error) }));
      return undefined;
    }
  }

  private told(row: ToldBottleneckRow, { bottleneckType, resolutionStrategy }: StepBottleneck): void {
    const { task_id: taskId, namespace, name: taskName, version, severity, step, since: unmovedSince } = row;
    const { workflow_step_id: stepId, impact_score: impactScore } = row;
    const fields = { name: taskName, step, severity, impact_score: impactScore, bottleneck_type: bottleneckType };
    const ids = { task_id: taskId, correlation_id: row.correlation_id ?? correlationIdOf(taskId) };
    this.logger.warn(new LogRecord('A task does not move', { ...ids, ...fields, since: unmovedSince.toISOString() }));
    this.events.announce('task.bottleneck_detected', () => ({
      ...{ taskId, namespace, taskName, version, severity, impactScore, step, stepId, stepName: step },
      ...{ bottleneckType, resolutionStrategy, unmovedSince, timestamp: new Date() },
    }));
  }
}
