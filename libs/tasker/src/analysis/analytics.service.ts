import { Injectable } from '@nestjs/common';
import type { AnalyticsScope, HealthFigures } from '../database/analytics.figures.js';
import { ConfigurationError } from '../model/errors.js';
import { AnalyticsCache } from './analytics.cache.js';
import { checkedBottleneckQuestion, checkedQuestion, checkedScope } from './analytics.request.js';
import type { AnalyticsQuestion, BottleneckQuestion } from './analytics.request.js';
import { AnalyticsSettings, type AnalyticsTerms } from './analytics.settings.js';
import type { BottleneckAnalytics } from './bottleneck.analytics.js';
import { FigureSurvey } from './figure.survey.js';
import type { PerformanceAnalytics } from './performance.analytics.js';
import { ProcessInsights } from './telemetry.insights.js';

/** Seconds for which an answer is kept, before the cache has learned better (specification: surface §1.8). */
const PERFORMANCE_TTL_SECONDS = 90;
/** Of the answers' form: one of another release must not be read. */
const FORM = 1;

/**
 * How tasks and steps are doing, and what holds them up. Every figure is counted from committed rows: nothing is estimated but percentiles,
 * which are right to 4.5 %. Answers are kept for a while, as the options `cache` say; `fresh: true` asks for one of this moment.
 *
 * @example
 * const { performanceTrends } = await analytics.performance();
 * const { recommendations } = await analytics.bottlenecks({ namespace: 'payments' }, { period: 48 });
 */
@Injectable()
export class AnalyticsService {
  constructor(
    private readonly settings: AnalyticsSettings,
    private readonly survey: FigureSurvey,
    private readonly cache: AnalyticsCache,
    private readonly insights: ProcessInsights,
  ) {}

  /**
   * The last hour, four hours and day of everything, or of the tasks that `scope` means. A name without a namespace means the tasks of that
   * name in every namespace.
   *
   * @throws InvalidRequestError for a scope or question that cannot be used
   * @throws NotFoundError when no definition is in the scope
   * @throws ConfigurationError where `analytics` is false
   */
  async performance(scope: AnalyticsScope = {}, question: AnalyticsQuestion = {}): Promise<PerformanceAnalytics> {
    const { maxAgeMs } = this.terms('performance');
    const asked = checkedScope(scope);
    const { fresh } = checkedQuestion(question);
    const { answer, ...kept } = await this.cache.answer({
      group: 'analytics.performance',
      key: { form: FORM, ...asked },
      ttlSeconds: PERFORMANCE_TTL_SECONDS,
      fresh,
      compute: () => this.survey.performance(asked, fresh ? 0 : maxAgeMs),
    });
    return { ...answer, telemetryInsights: await this.insights.read(), scope: asked, ...kept };
  }

  /**
   * What is slow, what fails and what waits, in the last `period` hours (default 24).
   *
   * @throws InvalidRequestError for a scope or question that cannot be used, such as a `period` for which figures are not kept
   * @throws NotFoundError when no definition is in the scope
   * @throws ConfigurationError where `analytics` is false
   */
  async bottlenecks(scope: AnalyticsScope = {}, question: BottleneckQuestion = {}): Promise<BottleneckAnalytics> {
    const { maxAgeMs, keepMs } = this.terms('bottlenecks');
    const asked = checkedScope(scope);
    const { period, fresh } = checkedBottleneckQuestion(question, keepMs);
    const { answer, ...kept } = await this.cache.answer({
      group: 'analytics.bottlenecks',
      key: { form: FORM, period, ...asked },
      ttlSeconds: 'dashboard',
      fresh,
      compute: () => this.survey.bottlenecks({ scope: asked, hours: period }, fresh ? 0 : maxAgeMs),
    });
    return { ...answer, scope: asked, ...kept };
  }

  /**
   * How many tasks and steps are in each state, in all, and how many connections the database has (specification: engine core §2.5). All
   * processes share the last counts: they are at most `analytics.maxAge` old, or twenty times as old as it takes to count anew. `fresh` asks for
   * counts of this moment, within that share.
   *
   * @throws InvalidRequestError for a question that cannot be used
   * @throws ConfigurationError where `analytics` is false
   * @example const { errorTasks, inBackoffSteps, countedAt } = await analytics.systemHealth();
   */
  async systemHealth(question: AnalyticsQuestion = {}): Promise<HealthFigures> {
    const { maxAgeMs } = this.terms('systemHealth');
    return this.survey.health(checkedQuestion(question).fresh ? 0 : maxAgeMs);
  }

  private terms(method: string): AnalyticsTerms {
    if (this.settings.terms !== null) return this.settings.terms;
    throw new ConfigurationError(
      `AnalyticsService.${method}(): analytics is off in this process: set the option analytics to anything but false`,
    );
  }
}
