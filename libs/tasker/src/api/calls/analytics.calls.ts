import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import type { AnalyticsQuestion, BottleneckQuestion } from '../../analysis/analytics.request.js';
import { AnalyticsService } from '../../analysis/analytics.service.js';
import { AnalyticsSettings } from '../../analysis/analytics.settings.js';
import type { BottleneckAnalytics } from '../../analysis/bottleneck.analytics.js';
import type { FinishForecast } from '../../analysis/forecast/finish.forecast.js';
import type { StepFactors, WhatIfForecast } from '../../analysis/forecast/what-if.forecast.js';
import { GraphAnalysis } from '../../analysis/graph.analysis.js';
import type { TaskGraphAnalysis } from '../../analysis/graph/task-graph.analysis.js';
import type { PerformanceAnalytics } from '../../analysis/performance.analytics.js';
import type { TelemetryInsights } from '../../analysis/telemetry.insights.js';
import type { Access } from '../../auth/access.js';
import type { AnalyticsScope } from '../../database/analytics.figures.js';
import { InvalidRequestError, NotFoundError } from '../../model/errors.js';
import { AccessScope } from './access.scope.js';

/** What a caller is told of performance. */
export type PerformanceAnswer = Omit<PerformanceAnalytics, 'telemetryInsights'> & {
  /** Null for a caller that is confined to namespaces: they count what the process does for all of them. */
  readonly telemetryInsights: TelemetryInsights | null;
};

/** Most namespaces that a refusal names. */
const MOST_NAMED = 20;

/** Figures and analyses on behalf of a caller: what REST and GraphQL have in common. */
@Injectable()
export class AnalyticsCalls {
  constructor(
    private readonly analytics: AnalyticsService,
    private readonly graphs: GraphAnalysis,
    private readonly settings: AnalyticsSettings,
    private readonly scope: AccessScope,
  ) {}

  /**
   * Of a caller that is confined to one namespace and names none, the figures of that one.
   *
   * @throws as `AnalyticsService.performance`; InvalidRequestError also when a caller that is confined to several names none
   * @throws ServiceUnavailableException where `analytics` is false
   */
  async performance(caller: Access, scope: AnalyticsScope = {}, question: AnalyticsQuestion = {}): Promise<PerformanceAnswer> {
    this.checkAvailable();
    const asked = this.within(caller, scope);
    const answer = await silently(caller, asked, () => this.analytics.performance(asked, question));
    return caller.namespaces === null ? answer : { ...answer, telemetryInsights: null };
  }

  /** @throws as `performance` and as `AnalyticsService.bottlenecks` */
  async bottlenecks(caller: Access, scope: AnalyticsScope = {}, question: BottleneckQuestion = {}): Promise<BottleneckAnalytics> {
    this.checkAvailable();
    const asked = this.within(caller, scope);
    return silently(caller, asked, () => this.analytics.bottlenecks(asked, question));
  }

  /** @throws NotFoundError */
  async analysis(caller: Access, taskId: string): Promise<TaskGraphAnalysis> {
    await this.scope.task(caller, taskId);
    return this.graphs.analyzeTask(taskId);
  }

  /** @throws NotFoundError */
  async forecast(caller: Access, taskId: string): Promise<FinishForecast> {
    await this.scope.task(caller, taskId);
    return this.graphs.expectedFinish(taskId);
  }

  /** @throws NotFoundError; InvalidRequestError naming each factor that cannot be used */
  async whatIf(caller: Access, taskId: string, factors: StepFactors): Promise<WhatIfForecast> {
    await this.scope.task(caller, taskId);
    return this.graphs.whatIf(taskId, factors);
  }

  /** What is asked for, and nothing that the caller does not reach. */
  private within(caller: Access, scope: AnalyticsScope): AnalyticsScope {
    if (caller.namespaces === null) return scope;
    if (scope.namespace !== undefined) {
      this.scope.namespace(caller, scope.namespace);
      return scope;
    }
    const [only, ...others] = caller.namespaces;
    if (only !== undefined && others.length === 0) return { ...scope, namespace: only };
    const names = caller.namespaces.slice(0, MOST_NAMED).join(', ');
    const message = only === undefined ? 'you reach none' : `must be one of those that you reach: ${names}`;
    throw new InvalidRequestError([{ path: 'namespace', message }]);
  }

  private checkAvailable(): void {
    if (this.settings.terms !== null) return;
    throw new ServiceUnavailableException('analytics is off in this process: set the option analytics to anything but false');
  }
}

/** A confined caller is told that there is no such definition, and no near name: that may be one of a namespace that it does not reach. */
async function silently<T>(caller: Access, scope: AnalyticsScope, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (caller.namespaces === null || !(error instanceof NotFoundError)) throw error;
    const asked = Object.entries(scope).filter(([, value]) => value !== undefined);
    throw new NotFoundError(`no task definition has ${asked.map(([key, value]) => `${key} '${value}'`).join(', ')}`);
  }
}
