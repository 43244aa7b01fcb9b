import type { MetricContent, MetricLine } from '../metrics/metrics.library.js';

/** One figure. `name`: that of its metric, in a histogram with `_bucket`, `_sum` or `_count` behind it. A bucket has the label `le`. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** A metric with its figures. */
export interface SnapshotMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly samples: readonly MetricSample[];
}

/** The metrics of one process at one moment: what an exporter is given. */
export interface MetricsSnapshot {
  readonly takenAt: Date;
  /** `<host>-<pid>`: the counters are those of this process. */
  readonly instance: string;
  readonly metrics: readonly SnapshotMetric[];
}

/** What a registry of prom-client gives as JSON, as a snapshot. */
export function snapshotOf(metrics: readonly MetricContent[], { takenAt, instance }: Omit<MetricsSnapshot, 'metrics'>): MetricsSnapshot {
  return {
    takenAt,
    instance,
    metrics: metrics.map(({ name, help, type, values }) => ({ name, help, type, samples: samplesOf(name, values) })),
  };
}

function samplesOf(name: string, lines: readonly MetricLine[]): MetricSample[] {
  return lines.map(({ metricName = name, labels, sharedLabels, value }) => ({
    name: metricName,
    labels: { ...sharedLabels, ...labels },
    value,
  }));
}
