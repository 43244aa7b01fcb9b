import type { Labels, MetricLine } from './metrics.library.js';

/** The figures of a histogram: how many values lie below each bound. */
export class Distribution {
  private readonly counts: number[];
  private sum = 0;
  private count = 0;

  constructor(private readonly bounds: readonly number[]) {
    this.counts = bounds.map(() => 0);
  }

  /** Whether anything was observed. */
  get isEmpty(): boolean {
    return this.count === 0;
  }

  observe(value: number): void {
    this.sum += value;
    this.count += 1;
    for (let place = 0; place < this.bounds.length; place++) {
      if (value > this.bounds[place]!) continue;
      this.counts[place]! += 1;
      return;
    }
  }

  /** Buckets, sum and count of a metric; `shared` are the labels of all of them. */
  lines(name: string, shared: Labels): MetricLine[] {
    let below = 0;
    const bucket = (le: number | string, value: number): MetricLine => ({
      metricName: `${name}_bucket`,
      labels: { le },
      sharedLabels: shared,
      value,
    });
    return [
      ...this.bounds.map((bound, place) => bucket(bound, (below += this.counts[place]!))),
      bucket('+Inf', this.count),
      { metricName: `${name}_sum`, labels: {}, sharedLabels: shared, value: this.sum },
      { metricName: `${name}_count`, labels: {}, sharedLabels: shared, value: this.count },
    ];
  }
}
