import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HandlerFactory } from '../../definitions/handler.factory.js';
import { EngineInstruments } from '../../events/engine.instruments.js';
import { TelemetrySettings } from '../telemetry.settings.js';
import { BusMetrics } from './bus.metrics.js';
import { CacheMetrics } from './cache.metrics.js';
import { ClusterGauges } from './cluster.gauges.js';
import { EngineCounts } from './engine.counts.js';
import { MetricsLibrary, type MetricContent, type MetricsRegistry, type RegisteredMetric } from './metrics.library.js';
import { ProcessGauges } from './process.gauges.js';
import { ShownMetric, type MetricGroup } from './shown.metric.js';
import { unfailing } from './unfailing.meter.js';

/** The metrics of this process in the exposition format, with the content type that goes with it. */
export interface MetricsPage {
  readonly contentType: string;
  readonly body: string;
}

/**
 * The metrics of this process, and those of the cluster while it is this process that shows them. They have a registry of their own: `register`
 * of prom-client stays the host's. A host that shows its metrics through PrometheusModule has these among them without doing anything.
 *
 * @example Registry.merge([register, app.get(TaskerMetrics).registry]) // a host that uses prom-client by itself
 */
@Injectable()
export class TaskerMetrics implements OnModuleInit {
  /** Null where there are none: see `unavailable`. */
  readonly registry: MetricsRegistry | null;
  /** Why there are none, as a sentence; null where there are. */
  readonly unavailable: string | null;
  private readonly counts: EngineCounts;

  constructor(
    private readonly instruments: EngineInstruments,
    private readonly settings: TelemetrySettings,
    private readonly process: ProcessGauges,
    private readonly bus: BusMetrics,
    private readonly cache: CacheMetrics,
    private readonly cluster: ClusterGauges,
    factory: HandlerFactory,
    library: MetricsLibrary,
  ) {
    this.counts = new EngineCounts(() => ({
      definitions: factory.list().map(({ definition }) => definition),
      runs: instruments.worker !== null,
    }));
    this.unavailable = whyNot(settings, library);
    this.registry = this.unavailable === null ? new library.promClient!.Registry() : null;
    for (const metric of this.copies()) this.registry?.registerMetric(metric);
  }

  onModuleInit(): void {
    if (this.registry !== null) this.instruments.meter = unfailing(this.counts);
  }

  /** The metrics once more, for another registry: one of the OpenMetrics format changes their names. */
  copies(cluster: MetricGroup = this.cluster): RegisteredMetric[] {
    const { metrics } = this.settings;
    if (metrics === null) return [];
    const sources = [this.counts, this.process, this.bus, this.cache, cluster].flatMap((group) => group.metrics());
    return sources.map((source) => new ShownMetric(source, metrics.prefix));
  }

  /**
   * The metrics as they are now, with the figures of the cluster, whichever process shows these to scrapers; null where there are none. For
   * exports: a scrape of the registry would make this process the one that shows them.
   */
  async contents(): Promise<MetricContent[] | null> {
    return this.registry === null ? null : Promise.all(this.copies(this.cluster.aside()).map((metric) => metric.get()));
  }

  /** What a scraper is shown; null where there are no metrics. */
  async page(): Promise<MetricsPage | null> {
    return this.registry === null ? null : { contentType: this.registry.contentType, body: await this.registry.metrics() };
  }
}

function whyNot({ metrics }: TelemetrySettings, { promClient }: MetricsLibrary): string | null {
  if (metrics === null) return 'Metrics are off: telemetry.metrics is false.';
  return promClient === null ? 'Metrics need the package prom-client, which is not installed: npm install prom-client' : null;
}
