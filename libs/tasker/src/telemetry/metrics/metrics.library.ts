import { createRequire } from 'node:module';
import { Injectable } from '@nestjs/common';

// Types of their own: those of the packages would stand in the published types, and neither package need be installed.

/** Label names and values. */
export type Labels = Readonly<Record<string, string | number>>;

/** One line of a metric. */
export interface MetricLine {
  readonly value: number;
  readonly labels: Labels;
  /** Labels that many lines have in common; the registry writes them once. */
  readonly sharedLabels?: Labels;
  /** Where the line has another name than the metric: `…_bucket`, `…_sum`, `…_count`. */
  readonly metricName?: string;
}

/** A metric with its lines, as a registry of prom-client hands it out. */
export interface MetricContent {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly aggregator: 'sum';
  readonly values: readonly MetricLine[];
}

/** What a registry of prom-client asks of a metric. */
export interface RegisteredMetric extends Omit<MetricContent, 'values'> {
  get(): Promise<MetricContent>;
  getForPromString(): Promise<MetricContent>;
  reset(): void;
}

/** The part of a registry of prom-client that is used and shown. */
export interface MetricsRegistry {
  readonly contentType: string;
  /** All metrics in the exposition format. */
  metrics(): Promise<string>;
  getMetricsAsJSON(): Promise<MetricContent[]>;
  registerMetric(metric: RegisteredMetric): void;
  getSingleMetric(name: string): unknown;
  removeSingleMetric(name: string): void;
}

/** The part of prom-client that is used. */
export interface PromClient {
  /** The registry that everything goes to that names none. */
  readonly register: MetricsRegistry;
  readonly Registry: new () => MetricsRegistry;
}

/** The part of \@willsoto/nestjs-prometheus that is used. */
export interface NestPrometheus {
  readonly PrometheusModule: unknown;
}

/** Loads the two optional peers of metrics; what is not installed is null. */
@Injectable()
export class MetricsLibrary {
  readonly promClient = load<PromClient>('prom-client', import.meta.url);

  /** The module that hosts show their own metrics with, and the copy of prom-client that it uses. */
  nestPrometheus(): { readonly module: unknown; readonly registry: MetricsRegistry } | null {
    const place = resolved('@willsoto/nestjs-prometheus');
    const library = place === null ? null : load<NestPrometheus>('@willsoto/nestjs-prometheus', import.meta.url);
    const client = place === null ? null : load<PromClient>('prom-client', place);
    return library === null || client === null ? null : { module: library.PrometheusModule, registry: client.register };
  }
}

function load<T>(name: string, from: string): T | null {
  try {
    return createRequire(from)(name) as T;
  } catch {
    return null;
  }
}

function resolved(name: string): string | null {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return null;
  }
}
