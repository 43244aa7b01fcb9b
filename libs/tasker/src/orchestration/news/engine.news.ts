import { Injectable } from '@nestjs/common';
import type { ClaimedStep } from '../../database/claimed.step.js';
import type { Outcome } from '../../database/outcome.js';
import type { AdvanceReport, WantedFacts } from '../../database/tasker.functions.js';
import { ChangeTeller } from '../../events/change.teller.js';
import { EngineInstruments } from '../../events/engine.instruments.js';
import { EventBus } from '../../events/event.bus.js';
import type { TaskState } from '../../model/states.js';
import { DefinitionIndex } from '../definition.index.js';
import type { RunFacts } from './attempt.facts.js';
import { batchesOf, discovered, executionCompleted, executionStarted } from './call.events.js';
import { beginningOf, claimOf, endMoveOf, endOf, lostOf, restMoveOf, restOf, startOf, type KnownClaim } from './hot.changes.js';
import { NewsDemand } from './news.demand.js';
import { restedFacts } from './rested.facts.js';
import { endWord, settledOf, type Settled } from './settled.outcomes.js';

const FOUND = ['workflow.viable_steps_discovered', 'workflow.steps_execution_started'] as const;
const STARTED = { kind: 'task', from: 'pending', to: 'in_progress' } as const;

/** What a call says of the tasks that it started. */
type StartReport = Pick<AdvanceReport, 'started' | 'claimed' | 'now' | 'facts'>;

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
    private readonly demand: NewsDemand,
  ) {}

  /** Of which tasks a call should report facts. */
  get wantsFacts(): WantedFacts {
    return this.demand.wantsFacts;
  }

  /** A call of the worker loop. What it claimed is told by `claimed`, step by step. */
  advanced(outcomes: readonly Outcome[], report: AdvanceReport): void {
    if (!this.demand.isWanted) return;
    const settled = settledOf(outcomes, report);
    this.count(settled, report);
    if (!this.demand.isTold) return;
    if (this.demand.isHeard) {
      this.began(report, settled);
      this.ended(settled, report.now);
    }
    this.rested(settled, report);
    this.found(report.claimed, report.now);
  }

  /** A call that claims only. */
  started(report: StartReport): void {
    if (!this.bus.isHeard) return;
    this.began(report, []);
    this.found(report.claimed, report.now);
  }

  /** A step was claimed and is about to run. */
  claimed(facts: RunFacts): void {
    this.instruments.meter?.claimed(facts);
    if (!this.bus.isHeard) return;
    const move = beginningOf(facts);
    if (this.teller.isHeard(move)) this.teller.tellOf(move, () => claimOf(facts));
  }

  private count(settled: readonly Settled[], { rested }: AdvanceReport): void {
    const { meter } = this.instruments;
    if (meter === null) return;
    for (const one of settled) meter.ended(one.record.facts, endWord(one), one.record.seconds);
    const attempts = attemptsOf(settled, rested.length);
    for (const { taskId, state, seconds } of rested) {
      const facts = attempts(taskId);
      if (facts !== undefined && seconds !== undefined) meter.rested(facts, state as TaskState, seconds);
    }
  }

  /** Tasks that began because steps of them were claimed. */
  private began({ started, claimed, now, facts }: StartReport, settled: readonly Settled[]): void {
    const attempts = attemptsOf(settled, started.length);
    const claims = firstOfTask(claimed, ({ taskId }) => taskId, started.length);
    for (const taskId of started) {
      const run = this.known(claims(taskId)) ?? attempts(taskId)?.run;
      if (run !== undefined) this.teller.tellOf(STARTED, () => startOf(run, { now, facts: facts.get(taskId) }));
    }
  }

  private known(claimed: ClaimedStep | undefined): KnownClaim | undefined {
    const indexed = claimed === undefined ? undefined : this.definitions.byNamedTask(claimed.namedTaskId);
    return claimed === undefined || indexed === undefined ? undefined : { claimed, indexed };
  }

  private ended(settled: readonly Settled[], now: string): void {
    for (const one of settled) this.endedOne(one, now);
    const name = 'workflow.steps_execution_completed';
    if (this.bus.hasRoom(name)) this.stored(settled, new Date(now));
    else if (this.bus.wants(name)) for (let left = tasksIn(settled.map(({ outcome }) => outcome)); left > 0; left--) this.bus.miss(name);
  }

  private endedOne({ outcome, record, state }: Settled, now: string): void {
    if (state?.state === 'rejected') return this.teller.announce(lostOf(record, now), ['step.claim_lost']);
    const move = endMoveOf(state);
    if (this.teller.isHeard(move)) this.teller.tellOf(move, () => endOf(record, outcome, { now, settled: state }));
  }

  /** What a call has stored, by task. */
  private stored(settled: readonly Settled[], at: Date): void {
    const tasks = new Map<string, Settled[]>();
    for (const one of settled) {
      if (one.state?.state === 'rejected') continue;
      const others = tasks.get(one.outcome.taskId);
      if (others === undefined) tasks.set(one.outcome.taskId, [one]);
      else others.push(one);
    }
    for (const batch of tasks.values()) {
      const successful = batch.filter(({ state }) => state === undefined).length;
      const { run } = batch[0]!.record.facts;
      const numbers = { at, processed: batch.length, successful };
      this.bus.announce('workflow.steps_execution_completed', () => executionCompleted(run, numbers));
    }
  }

  private rested(settled: readonly Settled[], { rested, facts, now }: AdvanceReport): void {
    const attempts = attemptsOf(settled, rested.length);
    for (const { taskId, state } of rested) {
      const attempt = attempts(taskId);
      const found = facts.get(taskId);
      if (attempt === undefined) continue;
      const move = restMoveOf(state as TaskState);
      // Nobody had room when the call was sent, or nobody listened yet.
      if (found === undefined) {
        this.teller.missed(move);
        continue;
      }
      this.teller.tellOf(move, () => restOf(attempt, state as TaskState, { now, facts: found }));
      const rest = { state: state as TaskState, at: new Date(now), context: attempt.given };
      this.instruments.tracer?.rested(restedFacts(found, rest));
    }
  }

  /** Nobody has room for what a call has found. */
  private unfound(tasks: number): void {
    for (let left = tasks; left > 0; left--) for (const name of FOUND) this.bus.miss(name);
  }

  /** What a call has found to run, by task. */
  found(claimed: readonly ClaimedStep[], now: string | Date): void {
    if (!FOUND.some((name) => this.bus.hasRoom(name))) {
      if (FOUND.some((name) => this.bus.wants(name))) this.unfound(tasksIn(claimed));
      return;
    }
    const at = new Date(now);
    for (const batch of batchesOf(claimed, (id) => this.definitions.byNamedTask(id))) {
      this.bus.announce('workflow.viable_steps_discovered', () => discovered(batch, at));
      this.bus.announce('workflow.steps_execution_started', () => executionStarted(batch, at));
    }
  }
}

/** Different tasks; the steps of one mostly stand together. */
function tasksIn(steps: readonly { readonly taskId: string }[]): number {
  return new Set(steps.map(({ taskId }) => taskId)).size;
}

/** The first attempt of a task that a call has settled, for so many look-ups. */
function attemptsOf(settled: readonly Settled[], lookUps: number): (taskId: string) => RunFacts | undefined {
  const first = firstOfTask(settled, ({ outcome }) => outcome.taskId, lookUps);
  return (taskId) => first(taskId)?.record.facts;
}

/** Going through all of a large call for each of its tasks would take longer than everything else. */
function firstOfTask<T>(all: readonly T[], taskOf: (one: T) => string, lookUps: number): (taskId: string) => T | undefined {
  if (lookUps < 2) return (taskId) => all.find((one) => taskOf(one) === taskId);
  const first = new Map<string, T>();
  for (const one of all) if (!first.has(taskOf(one))) first.set(taskOf(one), one);
  return (taskId) => first.get(taskId);
}
