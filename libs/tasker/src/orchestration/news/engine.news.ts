import { Injectable } from '@nestjs/common';
import type { ClaimedStep } from '../../database/claimed.step.js';
import type { Outcome } from '../../database/outcome.js';
import type { AdvanceReport, RestedTask, SettledOutcome } from '../../database/tasker.functions.js';
import { ChangeTeller } from '../../events/change.teller.js';
import { EngineInstruments, type AttemptEnd } from '../../events/engine.instruments.js';
import { EventBus } from '../../events/event.bus.js';
import { correlationIdOf } from '../../model/correlation.id.js';
import type { TaskState } from '../../model/states.js';
import { DefinitionIndex } from '../definition.index.js';
import { claimName } from '../running.steps.js';
import { RunFacts } from './attempt.facts.js';
import { recordOf, type AttemptRecord } from './attempt.record.js';
import { claimOf, endOf, restOf, startOf, type KnownClaim } from './hot.changes.js';

/**
 * Tells what the worker loop has committed: to the instruments first, then, where somebody listens, as events. Whatever it is told has
 * happened; nothing that it does can undo it.
 */
@Injectable()
export class EngineNews {
  constructor(
    private readonly bus: EventBus,
    private readonly teller: ChangeTeller,
    private readonly instruments: EngineInstruments,
    private readonly definitions: DefinitionIndex,
  ) {}

  /** Whether a call should also report which tasks started, and the facts of those that rest. */
  get wantsFacts(): boolean {
    return this.bus.wantsTasks || this.instruments.tracer?.isActive === true;
  }

  /** A call of the worker loop. What it claimed is told by `claimed`, step by step. */
  advanced(outcomes: readonly Outcome[], report: AdvanceReport): void {
    const settled = settledOf(outcomes, report);
    this.count(settled, report.rested);
    if (!this.bus.isHeard && this.instruments.tracer?.isActive !== true) return;
    this.started(report, settled);
    for (const { outcome, record, state } of settled) {
      if (state?.state !== 'rejected') this.teller.tell(endOf(record, outcome, { now: report.now, settled: state }));
    }
    this.rested(settled, report);
  }

  /** Tasks that began because steps of them were claimed. */
  started({ started, claimed, now }: StartReport, settled: readonly Settled[] = []): void {
    if (!this.bus.isHeard) return;
    for (const taskId of started) {
      const run = this.known(claimed.find((claim) => claim.taskId === taskId)) ?? factsOfTask(settled, taskId)?.run;
      if (run !== undefined) this.teller.tell(startOf(run, now));
    }
  }

  /** A step was claimed and is about to run. */
  claimed(facts: RunFacts): void {
    this.instruments.meter?.claimed(facts);
    if (this.bus.isHeard) this.teller.tell(claimOf(facts));
  }

  private known(claimed: ClaimedStep | undefined): KnownClaim | undefined {
    const indexed = claimed === undefined ? undefined : this.definitions.byNamedTask(claimed.namedTaskId);
    return claimed === undefined || indexed === undefined ? undefined : { claimed, indexed };
  }

  private count(settled: readonly Settled[], rested: readonly RestedTask[]): void {
    const { meter } = this.instruments;
    if (meter === null) return;
    for (const { outcome, record, state } of settled) meter.ended(record.facts, endWord(outcome, state), record.seconds);
    for (const { taskId, state, seconds } of rested) {
      const facts = factsOfTask(settled, taskId);
      if (facts !== undefined && seconds !== undefined) meter.rested(facts, state as TaskState, seconds);
    }
  }

  private rested(settled: readonly Settled[], { rested, facts, now }: AdvanceReport): void {
    for (const { taskId, state } of rested) {
      const attempt = factsOfTask(settled, taskId);
      if (attempt === undefined) continue;
      const found = facts.get(taskId);
      this.teller.tell(restOf(attempt, state as TaskState, { now, facts: found }));
      if (found === undefined) continue;
      const { namespace, name, version, traceparent, correlationId, steps, failedSteps } = found;
      this.instruments.tracer?.rested({
        ...{ taskId, namespace, name, version, traceparent, state: state as TaskState },
        correlationId: correlationId ?? correlationIdOf(taskId),
        requestedAt: new Date(found.requestedAt),
        at: new Date(now),
        totalSteps: steps.total,
        completedSteps: steps.completed,
        failedSteps: steps.failed,
        error: (failedSteps?.[0]?.error?.message as string | undefined) ?? null,
        context: attempt.context,
      });
    }
  }
}

/** What a call says of the tasks that it started. */
type StartReport = Pick<AdvanceReport, 'started' | 'claimed' | 'now'>;

/** An outcome whose call was committed, with what the rows say of it. */
interface Settled {
  readonly outcome: Outcome;
  readonly record: AttemptRecord;
  /** Undefined: it completed its step. */
  readonly state: SettledOutcome | undefined;
}

function settledOf(outcomes: readonly Outcome[], report: AdvanceReport): Settled[] {
  const states = new Map(report.settled.map((one) => [claimName(one), one]));
  const held = report.held.length === 0 ? undefined : new Set(report.held.map(claimName));
  const settled: Settled[] = [];
  for (const outcome of outcomes) {
    const record = recordOf(outcome);
    if (record === undefined || held?.has(claimName(outcome)) === true) continue;
    settled.push({ outcome, record, state: states.size === 0 ? undefined : states.get(claimName(outcome)) });
  }
  return settled;
}

function factsOfTask(settled: readonly Settled[], taskId: string): RunFacts | undefined {
  return settled.find(({ outcome }) => outcome.taskId === taskId)?.record.facts;
}

function endWord(outcome: Outcome, state: SettledOutcome | undefined): AttemptEnd {
  if (state === undefined) return 'completed';
  if (state.state === 'rejected') return 'lost';
  if (outcome.kind === 'returned') return 'returned';
  return state.readyInSeconds === null && state.parkedSeconds === undefined ? 'failed' : 'retrying';
}
