import { Logger } from '@nestjs/common';
import type { IdleWatch } from './idle.watch.js';
import type { StepRunner } from './step.runner.js';

/** How long a worker that is drained may take to send its last outcomes. */
const LAST_CALLS_MS = 5_000;

/** Waits until a worker that claims nothing more has sent everything, and hands back what takes too long. */
export class WorkerDrain {
  private readonly logger = new Logger('TaskerWorker');

  constructor(
    private readonly idle: IdleWatch,
    private readonly runner: StepRunner,
  ) {}

  /** `late` is called when `limitMs` are over, before the rest is handed back. False when the rows may still say that this worker holds a step. */
  async within(limitMs: number, { late, send }: { late: () => void; send: () => void }): Promise<boolean> {
    if (await this.idle.within(limitMs)) return true;
    late();
    const count = this.runner.giveBackRunning('the process shuts down');
    if (count > 0) this.logger.warn(`${count} running steps handed back: the drain time is over`);
    send();
    const clean = await this.idle.within(LAST_CALLS_MS);
    if (!clean) this.logger.error(`${this.runner.outcomes.size} outcomes could not be sent: other workers take their steps back`);
    return clean;
  }
}
