import { createHash } from 'node:crypto';
import { Injectable, type Type } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { CacheFetcher } from '../cache/cache.fetcher.js';
import { TaskGraphReader, type StepDurationRow } from '../database/task-graph.reader.js';
import { HandlerFactory } from '../definitions/handler.factory.js';
import type { RegisteredTask, TaskDefinition } from '../definitions/task-definition.js';
import type { TaskLookup } from '../definitions/task.lookup.error.js';
import { InvalidRequestError, NotFoundError } from '../model/errors.js';
import { finishForecast, type FinishForecast } from './forecast/finish.forecast.js';
import { StepEstimates } from './forecast/step.estimates.js';
import { whatIfForecast, type StepFactors, type WhatIfForecast } from './forecast/what-if.forecast.js';
import { DependencyGraphSettings } from './graph/dependency-graph.settings.js';
import type { TaskGraphAnalysis } from './graph/task-graph.analysis.js';
import { analyzeTaskGraph } from './graph/task-graph.analyzer.js';
import type { TemplateAnalysis } from './graph/template.analysis.js';
import { analyzeTemplate } from './graph/template.analyzer.js';
import { taskSnapshot, type TimedSnapshot } from './task.snapshot.js';

/** How long an analysis is kept under the mark of what it was computed from. */
const ANALYSIS_TTL_SECONDS = 90;
/**
 * Steps and edges up to which an analysis is kept: each is 280 to 370 bytes of it, and every state of the task has an entry of its own. The
 * analysis of a larger one costs less than its copies.
 */
const LARGEST_KEPT = 600;
/** How long measured durations are taken for the newest. */
const DURATIONS_TTL_SECONDS = 60;
/** Hours of figures of each step that durations are taken from, and figures in all: of more than 800 steps, fewer hours. */
const DURATIONS_FROM = { hours: 24, rows: 20_000 };

/** A task: its id, or what has one. */
type TaskReference = string | { readonly taskId: string };

/**
 * How tasks and definitions are shaped, what holds them up, and when they will be finished.
 *
 * @example
 * const { bottlenecks, criticalPaths } = await graphAnalysis.analyzeTask(taskId);
 * const { expected } = await graphAnalysis.expectedFinish(taskId);
 * const { savedSeconds } = await graphAnalysis.whatIf(taskId, { charge_card: 0.5 });
 */
@Injectable()
export class GraphAnalysis {
  private readonly settingsMark: string;
  private readonly templates = new WeakMap<TaskDefinition, TemplateAnalysis>();

  constructor(
    private readonly reader: TaskGraphReader,
    private readonly handlers: HandlerFactory,
    private readonly cache: CacheFetcher,
    private readonly settings: DependencyGraphSettings,
  ) {
    this.settingsMark = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
  }

  /**
   * Critical paths, parallelism, error chains and bottlenecks of a task as it stands. That of up to 600 steps and dependencies is kept by the
   * cache until anything of the task changes.
   *
   * @throws InvalidRequestError when the id is no UUID
   * @throws NotFoundError for an unknown id
   */
  async analyzeTask(task: TaskReference): Promise<TaskGraphAnalysis> {
    const taskId = idOf(task);
    const mark = await this.reader.mark(taskId);
    if (mark === null) throw unknown(taskId);
    const compute = async () => analyzeTaskGraph(await this.snapshot(taskId), this.settings);
    if (mark.size > LARGEST_KEPT) return compute();
    const key = { task: taskId, mark: mark.mark, settings: this.settingsMark };
    return (await this.cache.fetch(key, { group: 'analysis.task', ttlSeconds: ANALYSIS_TTL_SECONDS }, compute)).value;
  }

  /**
   * The graph that a definition declares: nodes, edges, order and levels.
   *
   * @param task its class, its name (namespace and version as `HandlerFactory.get` reads them), or what HandlerFactory gives for it
   * @throws InvalidRequestError when no such definition is registered in this process
   * @example graphAnalysis.analyzeTemplate({ namespace: 'shop', name: 'process_order' }).summary.maxDepth
   */
  analyzeTemplate(task: Type<object> | TaskLookup | RegisteredTask): TemplateAnalysis {
    const { definition } = this.registered(task);
    const known = this.templates.get(definition);
    if (known !== undefined) return known;
    const analysis = analyzeTemplate(definition.steps);
    this.templates.set(definition, analysis);
    return analysis;
  }

  /**
   * When a task will be finished, from how long its steps took in the last 24 hours in which each of them ran (on average, and what 95 of
   * 100 attempts did not exceed). Waits for workers, back-offs and the time that running steps have had are counted; limits of queues and
   * further failures are not.
   *
   * @throws InvalidRequestError when the id is no UUID
   * @throws NotFoundError for an unknown id
   */
  async expectedFinish(task: TaskReference): Promise<FinishForecast> {
    const { snapshot, estimates } = await this.forecastOf(idOf(task));
    return finishForecast(snapshot, estimates);
  }

  /**
   * What becomes of the expected finish when steps take longer or shorter.
   *
   * @param factors by what the duration of a step is multiplied: 0.5 is twice as fast
   * @throws InvalidRequestError naming each factor that cannot be used
   * @throws NotFoundError for an unknown id
   * @example (await graphAnalysis.whatIf(taskId, { render_video: 0.5 })).becomesCritical
   */
  async whatIf(task: TaskReference, factors: StepFactors): Promise<WhatIfForecast> {
    const { snapshot, estimates } = await this.forecastOf(idOf(task));
    return whatIfForecast(snapshot, estimates, factors);
  }

  private async forecastOf(taskId: string): Promise<{ snapshot: TimedSnapshot; estimates: StepEstimates }> {
    const row = await this.reader.read(taskId);
    if (row === null) throw unknown(taskId);
    const estimates = new StepEstimates(await this.durations(row.namedTaskId), this.settings.durationEstimates.baseStepSeconds);
    return { snapshot: taskSnapshot(taskId, row), estimates };
  }

  private async durations(namedTaskId: number): Promise<readonly StepDurationRow[]> {
    const compute = () => this.reader.durations(namedTaskId, DURATIONS_FROM);
    return (await this.cache.fetch({ durations: namedTaskId }, { group: 'analysis.durations', ttlSeconds: DURATIONS_TTL_SECONDS }, compute))
      .value;
  }

  private async snapshot(taskId: string): Promise<TimedSnapshot> {
    const row = await this.reader.read(taskId);
    if (row === null) throw unknown(taskId);
    return taskSnapshot(taskId, row);
  }

  private registered(task: Type<object> | TaskLookup | RegisteredTask): RegisteredTask {
    if (typeof task === 'function') {
      const found = this.handlers.find(task);
      if (found !== undefined) return found;
      throw new InvalidRequestError([
        { path: 'task', message: `${task.name || 'the class'} is no task that is registered in this process` },
      ]);
    }
    if ('definition' in task) return task;
    return this.handlers.get(task.name, task);
  }
}

function idOf(task: unknown): string {
  const taskId = typeof task === 'object' && task !== null ? (task as { taskId?: unknown }).taskId : task;
  if (!isUuid(taskId)) throw new InvalidRequestError([{ path: 'taskId', message: 'must be a UUID' }]);
  return taskId as string;
}

function unknown(taskId: string): NotFoundError {
  return new NotFoundError(`there is no task ${taskId}`);
}
