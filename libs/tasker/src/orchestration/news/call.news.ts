import { Injectable } from '@nestjs/common';
import type { LimitedReport } from '../../database/limit.functions.js';
import type { Outcome } from '../../database/outcome.js';
import type { AdvanceReport, WantedFacts } from '../../database/tasker.functions.js';
import { describeFailure } from '../../database/database.failure.js';
import { EngineInstruments } from '../../events/engine.instruments.js';
import { EventBus } from '../../events/event.bus.js';
import { AttemptLog } from '../attempt.log.js';
import { committedEvents } from '../committed.events.js';
import { RestWatch } from '../rest.watch.js';
import type { RunFacts } from './attempt.facts.js';
import { EngineNews } from './engine.news.js';

/** Tells everybody in this process what a call of the worker loop has committed. */
@Injectable()
export class CallNews {
  private hasFailed = false;

  constructor(
    private readonly news: EngineNews,
    private readonly bus: EventBus,
    private readonly watch: RestWatch,
    private readonly log: AttemptLog,
    private readonly instruments: EngineInstruments,
  ) {}

  /** What calls should report beyond what the loop itself needs. */
  get wantsFacts(): WantedFacts {
    return this.news.wantsFacts;
  }

  /** Before the steps that the call claimed begin: their parents' news come first. `ms`: how long the call took. */
  told(outcomes: readonly Outcome[], report: AdvanceReport, ms: number): void {
    this.guarded(() => {
      this.instruments.meter?.called({ ms, outcomes: outcomes.length, claimed: report.claimed.length });
      this.news.advanced(outcomes, report);
      for (const { name, payload } of committedEvents(outcomes, report)) this.bus.announce(name, () => payload);
    });
    this.watch.rested(report.rested);
  }

  /** After they have begun: nobody waits for a line in a log. */
  logged(outcomes: readonly Outcome[], report: AdvanceReport): void {
    this.guarded(() => this.log.settled(outcomes, report.settled));
  }

  /** A step was claimed and is about to run. */
  begins(attempt: RunFacts): void {
    this.guarded(() => this.news.claimed(attempt));
  }

  /** A call that claims under limits. `ms`: how long it took. */
  claims(report: LimitedReport, ms: number): void {
    this.guarded(() => {
      this.instruments.meter?.called({ ms, outcomes: 0, claimed: report.claimed.length });
      this.news.started(report);
    });
  }

  /** What is told is committed: whoever cannot be told, a logger that throws for one, must not keep the loop from going on. */
  private guarded(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      if (this.hasFailed) return;
      this.hasFailed = true;
      // The logger may be what has failed.
      process.emitWarning(`tasker: what was committed could not be told: ${describeFailure(error)}`);
    }
  }
}
