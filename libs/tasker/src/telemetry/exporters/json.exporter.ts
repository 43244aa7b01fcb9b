import { createRequire } from 'node:module';
import { checkExporterOptions } from './exporter.options.js';
import { histogramsOf, type HistogramSeries } from './histogram.series.js';
import type { MetricsExporter } from './metrics.exporter.js';
import type { MetricsSnapshot, SnapshotMetric } from './metrics.snapshot.js';

const { version: VERSION } = createRequire(import.meta.url)('nestjs-tasker/package.json') as { version: string };

/** Options of the JSON exporter. */
export interface JsonExportOptions {
  /** Other names for the fields of a metric and of its figures, such as `{ name: 'metric' }`. */
  readonly fieldMapping?: Readonly<Record<string, string>>;
  /** Say who wrote it, and how. Default true. */
  readonly includeMetadata?: boolean;
  /** On several lines. Default false. */
  readonly pretty?: boolean;
  /** Further fields beside `metrics`; those that are written anyway win. */
  readonly additionalFields?: Readonly<Record<string, unknown>>;
}

/**
 * Writes JSON (specification: surface §5.7): `{ timestamp, instance, metrics: { <name>: { name, type, help, values } }, total_metrics,
 * metadata }`. A value has `labels` and `value`, that of a histogram `count`, `sum` and `buckets`: how many observations were at most so large.
 */
export class JsonExporter implements MetricsExporter {
  readonly supportedFormats = ['json'] as const;

  supportsFormat(format: string): boolean {
    return format.toLowerCase() === 'json';
  }

  checkOptions(options: Readonly<Record<string, unknown>>): void {
    checkExporterOptions('json', options, { fieldMapping: 'object', includeMetadata: 'flag', pretty: 'flag', additionalFields: 'object' });
  }

  export(snapshot: MetricsSnapshot, options: JsonExportOptions): string {
    const { fieldMapping = {}, includeMetadata = true, pretty = false, additionalFields = {} } = options;
    const exportedAt = snapshot.takenAt.toISOString();
    const metadata = { exporter: 'json', version: VERSION, exported_at: exportedAt, field_mapping: fieldMapping };
    const content = {
      ...additionalFields,
      timestamp: exportedAt,
      instance: snapshot.instance,
      metrics: Object.fromEntries(snapshot.metrics.map((metric) => [metric.name, metricJson(metric, fieldMapping)])),
      total_metrics: snapshot.metrics.length,
      ...(includeMetadata ? { metadata } : {}),
    };
    return JSON.stringify(content, writable, pretty ? 2 : undefined);
  }
}

function metricJson(metric: SnapshotMetric, mapping: Readonly<Record<string, string>>): object {
  const { name, type, help, samples } = metric;
  const values = type === 'histogram' ? histogramsOf(metric) : samples.map(({ labels, value }) => ({ labels, value }));
  return mapped({ name, type, help, values: values.map((value) => mapped(value, mapping)) }, mapping);
}

function mapped(fields: Readonly<Record<string, unknown>> | HistogramSeries, mapping: Readonly<Record<string, string>>): object {
  const named = (key: string): string => (Object.hasOwn(mapping, key) ? mapping[key]! : key);
  return Object.fromEntries(Object.entries(fields).map(([key, value]): [string, unknown] => [named(key), value]));
}

/** JSON knows neither infinity nor NaN: they would become null. */
function writable(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
