import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

/** The measurement's own interval: what is measured at idle. */
const RESOLUTION_MS = 20;

/** How long the event loop of this process was held up at most since the last look; measured from the first look on, so that nothing is paid where nobody looks. */
export class LoopDelay {
  private histogram: IntervalHistogram | undefined;

  /** Milliseconds; 0 at the first look. */
  read(): number {
    const { histogram } = this;
    if (histogram === undefined) {
      this.histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
      this.histogram.enable();
      return 0;
    }
    const longest = Math.max(0, histogram.max / 1e6 - RESOLUTION_MS);
    histogram.reset();
    return longest;
  }

  stop(): void {
    this.histogram?.disable();
    this.histogram = undefined;
  }
}
