import { AsyncResource } from 'node:async_hooks';

/**
 * Where a loop of the engine runs: once in a turn of the event loop, however often it is asked for, and outside of the request that has
 * asked. Its user, its log lines and its spans are not those of the steps that run next.
 */
export class LoopTurn {
  /** Bound to what is there when the application starts. */
  readonly outside = AsyncResource.bind((call: () => void) => call());
  private asked = false;

  constructor(private readonly run: () => void) {}

  /** Soon, together with whoever else asks in this turn. */
  ask(): void {
    if (this.asked) return;
    this.asked = true;
    this.outside(() => setImmediate(this.begin));
  }

  private readonly begin = (): void => {
    this.asked = false;
    this.run();
  };
}
