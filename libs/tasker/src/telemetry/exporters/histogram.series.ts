import type { SnapshotMetric } from './metrics.snapshot.js';

/** A histogram for one set of labels. */
export interface HistogramSeries {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly count: number;
  readonly sum: number;
  /** How many observations were at most so large, by upper bound; the last one is `+Inf`. */
  readonly buckets: Readonly<Record<string, number>>;
}

/** The samples of a histogram put together: its buckets, sums and counts are samples of their own. */
export function histogramsOf({ name, samples }: SnapshotMetric): HistogramSeries[] {
  const series = new Map<string, { labels: HistogramSeries['labels']; count: number; sum: number; buckets: Record<string, number> }>();
  for (const sample of samples) {
    const { le, ...labels } = sample.labels;
    const key = JSON.stringify(Object.entries(labels).sort());
    const found = series.get(key) ?? { labels, count: 0, sum: 0, buckets: {} };
    series.set(key, found);
    if (sample.name === `${name}_sum`) found.sum = sample.value;
    else if (sample.name === `${name}_count`) found.count = sample.value;
    else if (le !== undefined) found.buckets[String(le)] = sample.value;
  }
  return [...series.values()];
}
