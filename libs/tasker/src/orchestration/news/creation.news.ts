import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CommitNotice } from '../../database/commit.notice.js';
import type { CreateReport } from '../../database/tasker.functions.js';
import type { ChangeMove } from '../../events/change.events.js';
import { ChangeTeller } from '../../events/change.teller.js';
import { EngineInstruments } from '../../events/engine.instruments.js';
import type { PlannedTask } from '../task.planner.js';
import { creationOf, isDone, restedOf, startedOf, type NewTask } from './creation.changes.js';
import { EngineNews } from './engine.news.js';
import { NewsDemand } from './news.demand.js';

const STARTED = { kind: 'task', from: 'pending', to: 'in_progress' } as const satisfies ChangeMove;

/** Tells of tasks that were created, once they are there for everybody. */
@Injectable()
export class CreationNews {
  constructor(
    private readonly teller: ChangeTeller,
    private readonly instruments: EngineInstruments,
    private readonly demand: NewsDemand,
    private readonly commits: CommitNotice,
    private readonly news: EngineNews,
  ) {}

  /** Tasks that are committed; what was claimed with them is about to run. */
  created(planned: readonly PlannedTask[], report: CreateReport): void {
    if (!this.demand.isWanted) return;
    const tasks = newTasks(planned, report);
    this.tell(tasks);
    if (!this.demand.isHeard || report.claimed.length === 0) return;
    const started = new Set(report.started);
    for (const task of tasks) if (started.has(task.planned.taskId) && this.isHeard(STARTED)) this.teller.tell(startedOf(task));
    this.news.found(report.claimed, report.requestedAt);
  }

  /** Tasks that were written in a caller's transaction: told when it is committed, never when it is not. */
  written(planned: readonly PlannedTask[], report: CreateReport, manager: EntityManager): void {
    if (!this.demand.isWanted || report.created.size === 0) return;
    const tasks = newTasks(planned, report);
    this.commits.created(manager, [...report.created], (stored) =>
      this.tell(tasks.filter(({ planned: { taskId } }) => stored.has(taskId))),
    );
  }

  /** Most of what a creation is is told to nobody, and need not be put together. */
  private readonly isHeard = (move: ChangeMove): boolean => this.teller.isHeard(move);

  private tell(tasks: readonly NewTask[]): void {
    this.count(tasks);
    if (!this.demand.isTold) return;
    for (const task of tasks) {
      if (this.demand.isHeard) for (const change of creationOf(task, this.isHeard)) this.teller.tell(change);
      if (isDone(task.planned)) this.instruments.tracer?.rested(restedOf(task));
    }
  }

  private count(tasks: readonly NewTask[]): void {
    const { meter } = this.instruments;
    if (meter === null) return;
    const counts = new Map<PlannedTask['indexed'], number>();
    for (const { planned } of tasks) counts.set(planned.indexed, (counts.get(planned.indexed) ?? 0) + 1);
    for (const [indexed, count] of counts) meter.created(nameOf(indexed), count);
    for (const { planned } of tasks) if (isDone(planned)) meter.rested(nameOf(planned.indexed), 'complete', 0);
  }
}

function nameOf({ task }: PlannedTask['indexed']) {
  const { namespace, name, version } = task.definition;
  return { namespace, name, version };
}

function newTasks(planned: readonly PlannedTask[], { created, claimed, requestedAt: at }: CreateReport): NewTask[] {
  const claims = new Map<string, number>();
  for (const { taskId } of claimed) claims.set(taskId, (claims.get(taskId) ?? 0) + 1);
  return planned
    .filter(({ taskId }) => created.has(taskId))
    .map((task): NewTask => ({ planned: task, at, claimed: claims.get(task.taskId) ?? 0 }));
}
