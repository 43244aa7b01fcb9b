import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

/** What this process suffers from, as measured over the last interval. */
export interface Pressure {
  /** Longest wait for a pooled connection, in milliseconds. */
  readonly poolWaitMs: number;
  /** 99th percentile of the delay of the event loop, in milliseconds. */
  readonly loopDelayMs: number;
}

/** Above either of these the worker takes fewer steps at once; well below both it takes more. */
const HIGH: Pressure = { poolWaitMs: 100, loopDelayMs: 200 };
const SHRINK = 0.7;
const GROW = 1.25;

/** The number of steps run at once: between its bounds it falls quickly under pressure and recovers step by step. */
export class ConcurrencyGovernor {
  private current: number;

  constructor(
    private readonly min: number,
    private readonly max: number,
  ) {
    this.current = max;
  }

  /** Steps that may run at once now. */
  get limit(): number {
    return Math.round(this.current);
  }

  /** Nothing is left to recover from. */
  get isAtMost(): boolean {
    return this.current === this.max;
  }

  /** Adjusts the limit to a measurement. */
  observe({ poolWaitMs, loopDelayMs }: Pressure): void {
    if (poolWaitMs > HIGH.poolWaitMs || loopDelayMs > HIGH.loopDelayMs) {
      this.current = Math.max(this.min, Math.floor(this.current * SHRINK));
    } else if (poolWaitMs < HIGH.poolWaitMs / 2 && loopDelayMs < HIGH.loopDelayMs / 2) {
      this.current = Math.min(this.max, this.current * GROW + 1);
    }
  }
}

/** Measures how late the event loop runs. */
export class LoopDelayGauge {
  private readonly delay: IntervalHistogram = monitorEventLoopDelay({ resolution: 20 });

  start(): void {
    this.delay.enable();
  }

  stop(): void {
    this.delay.disable();
  }

  /** The 99th percentile since the last reading, in milliseconds; at idle it is the resolution of the measurement, 20 ms. */
  read(): number {
    const milliseconds = this.delay.percentile(99) / 1e6;
    this.delay.reset();
    return Number.isFinite(milliseconds) ? milliseconds : 0;
  }
}
