import { Injectable } from '@nestjs/common';
import type { ReapReport } from '../../database/tasker.functions.js';
import type { TaskFacts, ToldTransitions, TransitionDocument } from '../../database/transition.document.js';
import { ChangeTeller } from '../../events/change.teller.js';
import { EngineInstruments } from '../../events/engine.instruments.js';
import { isResting } from '../../model/states.js';
import { lastChangeOf } from './history.changes.js';
import { NewsDemand } from './news.demand.js';
import { restedFacts } from './rested.facts.js';

/** Tells what this process has committed beside the worker loop: by people, by the clock, and for workers that were lost. */
@Injectable()
export class HistoryNews {
  constructor(
    private readonly teller: ChangeTeller,
    private readonly instruments: EngineInstruments,
    private readonly demand: NewsDemand,
  ) {}

  /** Whether it is worth while to read what an action has written. */
  get isWanted(): boolean {
    return this.demand.isWanted;
  }

  /** What a transaction has written to the history; null: nobody asked for it, or it was nothing. */
  told(told: ToldTransitions | null): void {
    if (told === null) return;
    const tasks = new Map(told.tasks.map((facts) => [facts.taskId, facts]));
    for (const document of told.transitions) {
      const facts = tasks.get(document.taskId);
      if (facts === undefined) continue;
      this.count(document, facts);
      this.teller.tell(lastChangeOf(document, facts));
      this.trace(document, facts);
    }
  }

  /** Attempts were taken back from a worker. */
  reaped({ steps, told }: ReapReport): void {
    if (steps > 0) this.instruments.meter?.stolen(steps);
    this.told(told);
  }

  private count(document: TransitionDocument, facts: TaskFacts): void {
    const { kind, from, to, at } = document;
    if (kind !== 'task' || from === to || !isResting(to)) return;
    const { namespace, name, version, requestedAt } = facts;
    const seconds = Math.max(0, (Date.parse(at) - Date.parse(requestedAt)) / 1000);
    this.instruments.meter?.rested({ namespace, name, version }, to, seconds);
  }

  private trace({ kind, from, to, at }: TransitionDocument, facts: TaskFacts): void {
    if (kind !== 'task' || from === to || !isResting(to)) return;
    this.instruments.tracer?.rested(restedFacts(facts, { state: to, at: new Date(at), context: facts.context }));
  }
}
