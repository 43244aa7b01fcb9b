import { LoopDelayGauge } from './concurrency.governor.js';

/** How often the pressure on this process is measured. */
const PRESSURE_MS = 1_000;

/** What is watched. */
export interface WatchedPressure {
  /** A measurement: the delay of the event loop over the last second, in milliseconds. */
  measured(loopDelayMs: number): void;
  /** Nothing runs, and nothing is left to recover from. */
  isResting(): boolean;
}

/** Measures how much this process suffers while it works. At rest there is nothing to measure: the gauge alone would wake the process fifty times a second. */
export class PressureWatch {
  private readonly loopDelay = new LoopDelayGauge();
  private timer: NodeJS.Timeout | undefined;
  private hasBegun = false;

  constructor(private readonly watched: WatchedPressure) {}

  /** Steps begin to run here. */
  begun(): void {
    this.hasBegun = true;
    if (this.timer !== undefined) return;
    this.loopDelay.start();
    this.timer = setInterval(() => this.measure(), PRESSURE_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.loopDelay.stop();
  }

  private measure(): void {
    this.watched.measured(this.loopDelay.read());
    if (!this.hasBegun && this.watched.isResting()) this.stop();
    this.hasBegun = false;
  }
}
