import { setTimeout as pause } from 'node:timers/promises';
import { ConfigurationError } from '../../model/errors.js';
import { ExpositionText, type LabelFilter } from './exposition.text.js';
import { PrometheusApi, type ScrapeTarget } from './prometheus.api.js';
import { dashboardQueries, movedCounters, selector, type MovedCounter } from './prometheus.queries.js';
import { runWorkflows, type RunWorkflow, type ValidationEngine } from './validation.engine.js';
import { ValidationReport } from './validation.report.js';

const ANSWER_LIMIT_MS = 10_000;
const LOOK_AGAIN_MS = 250;
const DEFAULT_PATIENCE_MS = 60_000;
/** Above these times a run is no success: nobody would look at such a dashboard. */
const LIMITS = { workflowSeconds: 10, pageMs: 2_000, queryMs: 2_000 };

/** What `validatePrometheus` looks at. */
export interface PrometheusValidation {
  /** The Prometheus server, e.g. `http://127.0.0.1:9090`. */
  readonly url: string;
  /** Where the application shows its metrics, e.g. `http://127.0.0.1:9464/metrics`; Prometheus must scrape it. */
  readonly metricsUrl: string;
  /** The application's `Orchestrator`; it has `VALIDATION_WORKFLOWS` among its providers, and a worker. */
  readonly engine: ValidationEngine;
  /** `telemetry.metrics.prefix` of the application. Default `tasker`. */
  readonly prefix?: string;
  /** How long to wait for Prometheus to scrape, and for a workflow, in milliseconds. Default a minute. */
  readonly timeoutMs?: number;
}

/** The labels that Prometheus adds to everything of a target. */
interface Scraped {
  readonly labels: LabelFilter;
}

/**
 * Runs real workflows and checks that their numbers arrive in Prometheus, exactly: connection, endpoint, execution, collection, queries,
 * performance. What is wrong stands in the report.
 *
 * @throws ConfigurationError for a URL that is none, or a time that is not above 0
 * @example
 * const report = await validatePrometheus({ url, metricsUrl: app.get(MetricsPort).url!, engine: app.get(Orchestrator) });
 */
export async function validatePrometheus(options: PrometheusValidation): Promise<ValidationReport> {
  return new Validation(options).run();
}

class Validation {
  private readonly report = new ValidationReport('Prometheus');
  private readonly api: PrometheusApi;
  private readonly prefix: string;
  private readonly patienceMs: number;
  private slowestMs = 0;
  /** Until when this phase looks again at what is not there yet. */
  private until = 0;

  constructor(private readonly options: PrometheusValidation) {
    for (const key of ['url', 'metricsUrl'] as const) {
      if (!/^https?:\/\//.test(options[key]) || !URL.canParse(options[key])) {
        throw new ConfigurationError(`validatePrometheus: ${key} must be a URL such as http://127.0.0.1:9090`);
      }
    }
    const { timeoutMs = DEFAULT_PATIENCE_MS } = options;
    if (!Number.isFinite(timeoutMs) || timeoutMs <= 0) throw new ConfigurationError('validatePrometheus: timeoutMs must be above 0');
    this.api = new PrometheusApi(options.url, ANSWER_LIMIT_MS);
    this.prefix = options.prefix ?? 'tasker';
    this.patienceMs = timeoutMs;
  }

  async run(): Promise<ValidationReport> {
    const connected = await this.report.check('prometheus connection', 'api', async () => {
      const version = await this.api.version();
      return { detail: `Prometheus ${version}`, value: version };
    });
    const before = await this.endpoint();
    const target = connected === undefined ? undefined : await this.target();
    const runs = await runWorkflows(this.options.engine, this.report, this.patienceMs);
    const after = before === undefined ? undefined : await this.collection(before, runs);
    if (after !== undefined && target !== undefined) await this.queries(after, target, runs);
    await this.performance(runs);
    return this.report;
  }

  private endpoint(): Promise<ExpositionText | undefined> {
    return this.report.check('metrics endpoint', 'page', async () => {
      const text = await this.page();
      const own = [...text.names].filter((name) => name.startsWith(`${this.prefix}_`)).length;
      if (own === 0) throw new Error(`${this.options.metricsUrl} has no metric that begins with ${this.prefix}_: is the prefix right?`);
      return { detail: `${own} names that begin with ${this.prefix}_`, value: text };
    });
  }

  private async page(): Promise<ExpositionText> {
    const { metricsUrl } = this.options;
    const answer = await fetch(metricsUrl, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) }).catch((error: unknown) => {
      throw new Error(`${metricsUrl} does not answer`, { cause: error });
    });
    if (!answer.ok) throw new Error(`${metricsUrl} answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    return new ExpositionText(await answer.text());
  }

  /** Waits until Prometheus has scraped the application. */
  private target(): Promise<Scraped | undefined> {
    this.beginPhase();
    return this.report.check('metrics endpoint', 'scraped', () =>
      this.patiently(async () => {
        const { scrapeUrl, health, lastError, labels } = targetOf(await this.api.targets(), this.options.metricsUrl);
        if (health !== 'up') throw new Error(`Prometheus cannot scrape ${scrapeUrl}: ${lastError === '' ? `it is ${health}` : lastError}`);
        return { detail: `${scrapeUrl} is up`, value: { labels } };
      }),
    );
  }

  /** What the application itself has counted. */
  private async collection(before: ExpositionText, runs: readonly RunWorkflow[]): Promise<ExpositionText | undefined> {
    this.beginPhase();
    const counters = movedCounters(runs.map(({ workflow }) => workflow));
    const moved = (after: ExpositionText, { metric, labels }: MovedCounter): number =>
      after.sum(`${this.prefix}_${metric}`, labels) - before.sum(`${this.prefix}_${metric}`, labels);
    // The last outcome of a task is told to its waiter before it is counted.
    const after = await this.report.check('metrics collection', 'counted', () =>
      this.patiently(async () => {
        const page = await this.page();
        const missing = counters.filter((counter) => moved(page, counter) < counter.by);
        if (missing.length > 0) throw new Error(`not counted: ${missing.map(({ what }) => what).join(', ')}`);
        return { detail: `${counters.length} counters`, value: page };
      }),
    );
    for (const counter of after === undefined ? [] : counters) {
      const by = moved(after!, counter);
      const ok = by === counter.by;
      this.report.add({ category: 'metrics collection', name: counter.what, ok, detail: ok ? `${by}` : `${by} instead of ${counter.by}` });
    }
    return after;
  }

  private async queries(after: ExpositionText, { labels }: Scraped, runs: readonly RunWorkflow[]): Promise<void> {
    this.beginPhase();
    for (const { what, metric, labels: own } of movedCounters(runs.map(({ workflow }) => workflow))) {
      const expected = after.sum(`${this.prefix}_${metric}`, own);
      const expression = `sum(${selector(`${this.prefix}_${metric}`, { ...own, ...labels })})`;
      await this.report.check('query validation', what, () =>
        this.patiently(async () => {
          const value = await this.value(expression);
          if (value !== expected) throw new Error(`${expression} is ${value}, the application says ${expected}`);
          return { detail: `${value}` };
        }),
      );
    }
    for (const { what, expression } of dashboardQueries(this.prefix, labels)) {
      await this.report.check('query validation', what, () =>
        this.patiently(async () => {
          const value = await this.value(expression);
          if (value === undefined || !Number.isFinite(value)) throw new Error(`${expression} has no answer: ${value}`);
          return { detail: `${value}` };
        }),
      );
    }
  }

  private async performance(runs: readonly RunWorkflow[]): Promise<void> {
    const category = 'performance analysis';
    for (const { workflow, seconds } of runs) {
      const ok = seconds <= LIMITS.workflowSeconds;
      this.report.add({ category, name: workflow.name, ok, detail: `${seconds.toFixed(3)} s of at most ${LIMITS.workflowSeconds} s` });
    }
    await this.report.check(category, 'metrics page', async () => {
      const began = performance.now();
      await this.page();
      return within('the page', performance.now() - began, LIMITS.pageMs);
    });
    await this.report.check(category, 'slowest query', () => within('the slowest query', this.slowestMs, LIMITS.queryMs));
  }

  private async value(expression: string): Promise<number | undefined> {
    const began = performance.now();
    const series = await this.api.query(expression);
    this.slowestMs = Math.max(this.slowestMs, performance.now() - began);
    return series[0]?.value;
  }

  /** Looks again until the look succeeds or the time of the phase is over; then its last failure counts. */
  private async patiently<T>(look: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await look();
      } catch (error) {
        if (performance.now() >= this.until) throw error;
        await pause(LOOK_AGAIN_MS);
      }
    }
  }

  private beginPhase(): void {
    this.until = performance.now() + this.patienceMs;
  }
}

/** Prometheus may know the application by another name of its host, seen from a container for instance. */
function targetOf(targets: readonly ScrapeTarget[], metricsUrl: string): ScrapeTarget {
  const exact = targets.find(({ scrapeUrl }) => scrapeUrl === metricsUrl);
  if (exact !== undefined) return exact;
  const { port, pathname } = new URL(metricsUrl);
  const alike = targets.filter(({ scrapeUrl }) => new URL(scrapeUrl).port === port && new URL(scrapeUrl).pathname === pathname);
  if (alike.length === 1) return alike[0]!;
  if (alike.length === 0) throw new Error(`Prometheus has no target for ${metricsUrl}: add it to its scrape_configs`);
  throw new Error(`Prometheus has several targets that could be ${metricsUrl}: ${alike.map(({ scrapeUrl }) => scrapeUrl).join(', ')}`);
}

function within(what: string, ms: number, limit: number): { detail: string } {
  if (ms > limit) throw new Error(`${what} takes ${Math.round(ms)} ms, more than ${limit} ms`);
  return { detail: `${Math.round(ms)} ms of at most ${limit} ms` };
}
