import type { Aging } from '../database/tasker.functions.js';

/** One start in so many goes to steps that higher priorities have passed over for long. */
export const AGED_ONE_IN = 4;

/** Keeps a share of what a worker with a backlog claims for steps of lower priority that have waited long. */
export class AgingShare {
  private readonly seconds: number;
  private credit = 0;
  private turn = 0;

  /** They have to start within `maxWaitMs`: half of it is left for their turn to come. */
  constructor(maxWaitMs: number) {
    this.seconds = maxWaitMs / 2_000;
  }

  /** What a claim with room for so many steps keeps; no slots when it is not its turn. */
  take(room: number): Aging {
    this.credit += room / AGED_ONE_IN;
    const slots = Math.floor(this.credit);
    this.credit -= slots;
    if (slots > 0) this.turn = (this.turn + 1) % 1_000_000;
    return { seconds: this.seconds, slots, turn: this.turn };
  }
}
