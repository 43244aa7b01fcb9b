import { Injectable, Logger } from '@nestjs/common';
import type { ClaimedStep } from '../database/claimed.step.js';
import { describeFailure } from '../database/database.failure.js';
import type { ClaimKey, Outcome } from '../database/outcome.js';
import { DefinitionIndex } from './definition.index.js';
import type { IndexedTask } from './indexed.task.js';
import { RunFacts } from './news/attempt.facts.js';
import type { AttemptRecord } from './news/attempt.record.js';
import { OutcomeBuffer } from './outcome.buffer.js';
import { RunningSteps } from './running.steps.js';
import { StepExecutor, type RunningStep } from './step.executor.js';

/** A step that this process has no code for is handed back for this long. */
const UNKNOWN_STEP_DELAY_SECONDS = 1;

/** Runs claimed steps and collects their outcomes. */
@Injectable()
export class StepRunner {
  private readonly logger = new Logger('TaskerSteps');
  readonly running = new RunningSteps();
  readonly outcomes = new OutcomeBuffer();
  /** Called before a step begins to run here. */
  onStart: (facts: RunFacts) => void = () => undefined;
  /** Called when a step has ended: a slot is free. `reported`: its outcome is to be sent; else nobody waits for it any more. */
  onEnd: (claim: ClaimKey, reported: boolean) => void = () => undefined;

  constructor(
    private readonly definitions: DefinitionIndex,
    private readonly executor: StepExecutor,
  ) {}

  /** Starts a step; false when this process has no handler for it: it is handed back then, without using up its attempt. */
  begin(claimed: ClaimedStep): boolean {
    const indexed = this.definitions.byNamedTask(claimed.namedTaskId);
    const step = indexed?.isUnmet(claimed) === true ? this.met(claimed, indexed) : this.start(claimed, indexed);
    if (step === null) {
      this.giveBack(claimed, UNKNOWN_STEP_DELAY_SECONDS);
      return false;
    }
    this.run(step);
    return true;
  }

  private start(claimed: ClaimedStep, indexed: IndexedTask | undefined): RunningStep | null {
    const facts = factsOf(claimed, indexed);
    if (facts === undefined) return null;
    this.onStart(facts);
    return this.executor.start(facts);
  }

  /** A step with names that a hook chose in another process: they are read first. */
  private met(claimed: ClaimedStep, indexed: IndexedTask): RunningStep {
    let inner: RunningStep | null = null;
    let abandoned: string | undefined;
    const { taskId, stepId, attempt } = claimed;
    const returned: Outcome = { taskId, stepId, attempt, kind: 'returned', delaySeconds: UNKNOWN_STEP_DELAY_SECONDS };
    const outcome = this.definitions.meet(indexed, claimed).then(
      () => {
        if (abandoned !== undefined) return null;
        inner = this.start(claimed, indexed);
        return inner === null ? returned : inner.outcome;
      },
      (error: unknown) => {
        this.logger.warn(`cannot read the names of steps of ${indexed.fullName}, trying again: ${describeFailure(error)}`);
        return abandoned === undefined ? returned : null;
      },
    );
    return {
      claimed,
      get facts() {
        return inner?.facts;
      },
      outcome,
      deadline: null,
      abandon: (reason) => {
        abandoned = reason;
        inner?.abandon(reason);
      },
    };
  }

  /** Puts a claim that did not begin to run back into the queue; its attempt does not count. */
  giveBack(claimed: ClaimedStep, delaySeconds = 0): void {
    const facts = factsOf(claimed, this.definitions.byNamedTask(claimed.namedTaskId));
    if (facts !== undefined) this.onStart(facts);
    this.return(claimed, delaySeconds, facts);
  }

  private return({ taskId, stepId, attempt }: ClaimedStep, delaySeconds: number, facts: RunFacts | undefined): void {
    const about: AttemptRecord | undefined = facts && { facts, seconds: 0 };
    this.outcomes.push({ taskId, stepId, attempt, kind: 'returned', delaySeconds, ...(about && { about }) });
  }

  /** Stops one attempt, if it runs here; its outcome would be refused. */
  abandonStep(claim: ClaimKey, reason: string): void {
    this.running.of(claim)?.abandon(reason);
  }

  /** Stops the attempts of a task; their outcomes would be refused. */
  abandonTask(taskId: string, reason: string): void {
    for (const step of this.running.ofTask(taskId)) step.abandon(reason);
  }

  /** Forgets everything that runs or waits to be sent; returns how many outcomes that loses. */
  abandonAll(reason: string): number {
    for (const step of this.running.all()) {
      step.abandon(reason);
      this.running.remove(step);
    }
    return this.outcomes.keep(() => false);
  }

  /** Stops everything that runs and puts it back into the queue; returns how many steps that were. */
  giveBackRunning(reason: string): number {
    const running = this.running.all();
    for (const step of running) {
      step.abandon(reason);
      this.running.remove(step);
      this.return(step.claimed, 0, step.facts);
    }
    return running.length;
  }

  private run(step: RunningStep): void {
    this.running.add(step);
    void step.outcome.then((outcome) => {
      // One that is not ours any more was handed back or forgotten: whoever did that reports it.
      const ours = this.running.remove(step);
      if (ours && outcome !== null) this.outcomes.push(outcome);
      this.onEnd(step.claimed, !ours || outcome !== null);
    });
  }
}

/** Undefined for a step that this process has no code for, or names of which are to be read. */
function factsOf(claimed: ClaimedStep, indexed: IndexedTask | undefined): RunFacts | undefined {
  const stepName = indexed?.stepNames.get(claimed.namedStepId);
  const template = indexed?.templateOf(claimed.lane);
  return indexed === undefined || stepName === undefined || template === undefined
    ? undefined
    : new RunFacts({ claimed, indexed, stepName, template });
}
