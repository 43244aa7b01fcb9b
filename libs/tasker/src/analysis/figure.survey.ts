import { Injectable } from '@nestjs/common';
import { AnalyticsReader, type AnalyticsScope, type HealthFigures } from '../database/analytics.reader.js';
import { HandlerFactory } from '../definitions/handler.factory.js';
import { ParameterFilter } from '../events/parameter.filter.js';
import { NotFoundError } from '../model/errors.js';
import { suggestion } from '../model/near-names.js';
import { bottleneckReport, type BottleneckReport } from './bottleneck.report.js';
import { FigureFreshness } from './figure.freshness.js';
import { healthScore, trendOf, type PerformanceAnalytics } from './performance.analytics.js';

const HOUR = 3_600;
const MOST_SLOW = 10;
const MOST_STEPS = 10;
/** All classes that are kept apart are counted, to say how large the share of each is. */
const MOST_CLASSES = 50;
/** Steps of unfinished tasks that are looked at for those that wait: 30 ms. */
const BLOCKED_BOUND = 20_000;

/** An answer of `AnalyticsService.performance` without that which belongs to the call. */
export type PerformanceReport = Pick<PerformanceAnalytics, 'systemOverview' | 'performanceTrends' | 'asOf'>;

/**
 * Reads the figures behind answers, one question after the other: several at once would take connections from the worker. The shortest window
 * is read first, so that what is counted meanwhile makes no longer one smaller than it.
 */
@Injectable()
export class FigureSurvey {
  constructor(
    private readonly reader: AnalyticsReader,
    private readonly freshness: FigureFreshness,
    private readonly factory: HandlerFactory,
    private readonly filter: ParameterFilter,
  ) {}

  /** `maxAgeMs`: how long ago the history may have been counted; 0: everything is counted first. */
  async performance(scope: AnalyticsScope, maxAgeMs: number): Promise<PerformanceReport> {
    await this.prepare(scope, maxAgeMs);
    const lastHour = await this.reader.window(HOUR, scope);
    const last4Hours = await this.reader.window(4 * HOUR, scope);
    const last24Hours = await this.reader.window(24 * HOUR, scope);
    const { activeTasks, totalNamespaces, uniqueTaskTypes } = await this.reader.overview(scope);
    return {
      systemOverview: { activeTasks, totalNamespaces, uniqueTaskTypes, systemHealthScore: healthScore(lastHour.tasks) },
      performanceTrends: { lastHour: trendOf(lastHour), last4Hours: trendOf(last4Hours), last24Hours: trendOf(last24Hours) },
      asOf: lastHour.asOf,
    };
  }

  /** Counts of rows: they need no counting of the history. */
  health(maxAgeMs: number): Promise<HealthFigures> {
    return this.reader.health(maxAgeMs);
  }

  async bottlenecks({ scope, hours }: { scope: AnalyticsScope; hours: number }, maxAgeMs: number): Promise<BottleneckReport> {
    await this.prepare(scope, maxAgeMs);
    const seconds = hours * HOUR;
    const { reader } = this;
    const window = await reader.window(seconds, scope);
    const slowestTasks = await reader.slowestTasks(seconds, scope, MOST_SLOW);
    const slowestSteps = await reader.slowestSteps(seconds, scope, MOST_SLOW);
    const busiestSteps = await reader.steps(seconds, scope, MOST_STEPS);
    const errors = (await reader.errors(seconds, scope, MOST_CLASSES)).map((error) => ({
      ...error,
      lastMessage: this.shown(error.lastMessage),
    }));
    const blocked = await reader.blocked(scope, BLOCKED_BOUND);
    return bottleneckReport({ window, slowestTasks, slowestSteps, busiestSteps, errors, blocked }, hours);
  }

  private async prepare(scope: AnalyticsScope, maxAgeMs: number): Promise<void> {
    await this.checkKnown(scope);
    await (maxAgeMs === 0 ? this.freshness.upToNow() : this.freshness.within(maxAgeMs));
  }

  /** What is known to nobody is a slip: an answer of zeros would look like one about tasks. */
  private async checkKnown(scope: AnalyticsScope): Promise<void> {
    if (Object.keys(scope).length === 0) return;
    const here = this.factory.list().map(({ definition }) => definition);
    if (here.some((definition) => isIn(definition, scope)) || (await this.reader.knows(scope))) return;
    const asked = Object.entries(scope).map(([key, value]) => `${key} '${value}'`);
    const near = hint(scope, here);
    throw new NotFoundError(`no task definition has ${asked.join(', ')}${near}`);
  }

  private shown(message: string | null): string | null {
    return message === null ? null : this.filter.text(message);
  }
}

type Definition = Required<{ readonly [Key in keyof AnalyticsScope]: string }>;

function isIn(definition: Definition, { namespace, name, version }: AnalyticsScope): boolean {
  return (
    (namespace ?? definition.namespace) === definition.namespace &&
    (name ?? definition.name) === definition.name &&
    (version ?? definition.version) === definition.version
  );
}

/** Names of this process that may have been meant: those of the first key that no definition has. */
function hint(scope: AnalyticsScope, known: readonly Definition[]): string {
  for (const key of ['namespace', 'name', 'version'] as const) {
    const asked = scope[key];
    const names = [...new Set(known.map((definition) => definition[key]))];
    if (asked !== undefined && !names.includes(asked)) return suggestion(asked, names);
  }
  return '';
}
