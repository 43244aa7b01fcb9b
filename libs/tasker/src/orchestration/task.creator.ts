import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EngineDatabase } from '../database/engine.database.js';
import { createdDocument, TaskerFunctions, type CreateReport } from '../database/tasker.functions.js';
import { TransactionGuard } from '../database/transaction.guard.js';
import { EngineInstruments } from '../events/engine.instruments.js';
import { correlationIdOf } from '../model/correlation.id.js';
import { DeadlineKeeper } from './deadline.keeper.js';
import { askedHash, DuplicateJudge } from './duplicate.judge.js';
import { CreationNews } from './news/creation.news.js';
import { UNKNOWN, wordsOf } from './request.words.js';
import { TaskIds } from './task.ids.js';
import type { PlannedTask } from './task.planner.js';
import { TaskWorker } from './task.worker.js';

/** Writes planned tasks in one call. */
@Injectable()
export class TaskCreator {
  constructor(
    private readonly database: EngineDatabase,
    private readonly functions: TaskerFunctions,
    private readonly transactions: TransactionGuard,
    private readonly worker: TaskWorker,
    private readonly duplicates: DuplicateJudge,
    private readonly deadlines: DeadlineKeeper,
    private readonly instruments: EngineInstruments,
    private readonly news: CreationNews,
    private readonly ids: TaskIds,
  ) {}

  /** Makes sure that a caller's manager can be used, before anything is read by it. @throws InvalidRequestError */
  async guard(manager: EntityManager): Promise<void> {
    await this.transactions.check(manager);
  }

  /**
   * Writes planned tasks, in the caller's transaction if there is one: all of them or none.
   *
   * @throws DuplicateTaskError when a task exists that may not be given instead
   */
  async write(planned: readonly PlannedTask[], manager: EntityManager | undefined): Promise<CreateReport> {
    const { tracer } = this.instruments;
    if (tracer?.isActive !== true) return this.written(planned, manager);
    const traces = planned.map(({ taskId, request, indexed }) => {
      const { namespace, name, version } = indexed.task.definition;
      const correlationId = request.correlationId ?? correlationIdOf(taskId);
      return tracer.creation({ taskId, namespace, name, version, correlationId }, request.traceparent ?? null);
    });
    try {
      const report = await this.written(
        planned.map((task, place) => traced(task, traces[place]?.traceparent)),
        manager,
      );
      traces.forEach((trace, place) => trace?.end({ duplicateOf: existing(planned[place]!.taskId, report) }));
      return report;
    } catch (error) {
      for (const trace of traces) trace?.end({ error });
      throw error;
    }
  }

  private async written(planned: readonly PlannedTask[], manager: EntityManager | undefined): Promise<CreateReport> {
    const asked = Date.now();
    const report = await this.stored(planned, manager);
    this.ids.learn(planned, report, asked);
    return report;
  }

  private async stored(planned: readonly PlannedTask[], manager: EntityManager | undefined): Promise<CreateReport> {
    if (manager !== undefined) {
      const report = await this.writtenIn(manager, planned);
      this.news.written(planned, report, manager);
      return report;
    }
    // One duplicate leaves nothing behind; among several, those that were written must be taken back.
    const judged = planned.length > 1 && planned.some(({ identity }) => identity !== null);
    const report = await (judged ? this.writeAndJudge(planned) : this.writeAndClaim(planned));
    for (const { indexed } of planned) this.deadlines.expectWithin(indexed.task.definition.maxExecutionTime);
    return report;
  }

  private async writtenIn(manager: EntityManager, planned: readonly PlannedTask[]): Promise<CreateReport> {
    if (planned.every(({ identity }) => identity === null)) return this.writeIn(manager, planned);
    // A savepoint: whoever catches the refusal of a duplicate and commits must not keep the others.
    return manager.transaction((nested) => this.writeIn(nested, planned));
  }

  private async writeAndJudge(planned: readonly PlannedTask[]): Promise<CreateReport> {
    const report = await this.database.dataSource.transaction((own) => this.writeIn(own, planned));
    this.news.created(planned, report);
    return report;
  }

  private async writeIn(manager: EntityManager, planned: readonly PlannedTask[]): Promise<CreateReport> {
    const { text, values } = this.functions.createStatement({ ...payload(planned), claim: null });
    const rows = await manager.query<{ kind: string; context: unknown }[]>(text, values as unknown[]);
    const report: CreateReport = { ...createdDocument(rows.find(({ kind }) => kind === 'created')?.context), claimed: [] };
    await this.duplicates.check(planned, report, manager);
    return report;
  }

  private async writeAndClaim(planned: readonly PlannedTask[]): Promise<CreateReport> {
    const { graphs, tasks } = payload(planned);
    const offer = this.worker.offer();
    let report: CreateReport;
    try {
      report = await this.functions.createTasks({ graphs, tasks, claim: offer });
      // Told before its first steps begin.
      this.news.created(planned, report);
      if (offer !== null) this.worker.settle(offer, report.claimed);
    } catch (error) {
      if (offer !== null) this.worker.settle(offer, error as Error);
      throw error;
    }
    await this.duplicates.check(planned, report, undefined);
    return report;
  }
}

/** The task that was there before, if there was one: a repeated id is left out of what was created. */
function existing(taskId: string, { created, duplicates }: CreateReport): string | undefined {
  return created.has(taskId) ? undefined : (duplicates.get(taskId) ?? taskId);
}

function traced(task: PlannedTask, traceparent: string | null | undefined): PlannedTask {
  return typeof traceparent === 'string' ? { ...task, request: { ...task.request, traceparent } } : task;
}

/** The JSON that SQL `create_tasks` reads: each graph once, whatever the number of its tasks. */
function payload(planned: readonly PlannedTask[]): { graphs: string; tasks: string } {
  const graphs = [...new Set(planned.map(({ graph }) => graph.json))];
  const places = new Map(graphs.map((graph, place) => [graph, place]));
  const tasks = planned.map((task) => {
    const record = recordOf(task, places.get(task.graph.json)!);
    const fields = JSON.stringify(isSpecial(task) ? { ...record, ...traitsOf(task) } : record);
    return `${fields.slice(0, -1)},"context":${task.context}}`;
  });
  return { graphs: `[${graphs.join(',')}]`, tasks: `[${tasks.join(',')}]` };
}

/** What is left out has its default in SQL: most tasks are written without any of it. */
function recordOf(planned: PlannedTask, graph: number): object {
  const { taskId, request, indexed, priority } = planned;
  const { initiator, sourceSystem, reason, correlationId, traceparent, tags, bypassSteps } = request;
  return {
    task_id: taskId,
    graph,
    named_task_id: indexed.namedTaskId,
    priority: priority === 0 ? undefined : priority,
    initiator,
    source_system: sourceSystem,
    reason,
    correlation_id: correlationId,
    traceparent,
    tags,
    bypass_steps: bypassSteps,
  };
}

/** Whether a task has any trait that most have not. */
function isSpecial(planned: PlannedTask): boolean {
  const { indexed, bypass, identity } = planned;
  const { definition, hooks } = indexed.task;
  const usual = definition.concurrent && definition.maxExecutionTime === undefined && hooks.annotate === undefined;
  return !usual || identity !== null || bypass.length > 0 || hasTerms(planned);
}

/** Whether lists can find it by more than its row. */
function hasTerms({ request, indexed }: PlannedTask): boolean {
  const { initiator, sourceSystem, tags } = wordsOf(request);
  return initiator !== UNKNOWN || sourceSystem !== UNKNOWN || tags.length > 0 || indexed.task.definition.searchable !== undefined;
}

function traitsOf(planned: PlannedTask): object {
  const { indexed, bypass, identity } = planned;
  const { definition, hooks } = indexed.task;
  return {
    bypass: bypass.length === 0 ? undefined : bypass,
    identity_hash: identity?.hash,
    request_hash: identity?.byKey === true ? askedHash(planned) : undefined,
    identity_seconds: identity?.seconds ?? undefined,
    concurrent: definition.concurrent ? undefined : false,
    annotates: hooks.annotate === undefined ? undefined : true,
    terms: hasTerms(planned) ? (definition.searchable ?? []) : undefined,
    max_seconds: definition.maxExecutionTime === undefined ? undefined : definition.maxExecutionTime / 1000,
  };
}
