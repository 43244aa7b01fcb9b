import { Logger } from '@nestjs/common';
import { describeFailure } from '../database/database.failure.js';

/** Pause after a call that was rolled back. */
const PAUSE_MS = 250;
const RECOVERY_MS = { first: 100, most: 5_000 };
/** A call whose bytes the server had not read when the rows were asked may still run: they are asked once more. */
const SECOND_LOOK_MS = 1_000;

/** What a halt needs of the worker loop. */
export interface HaltedLoop {
  /** Whether no call of this worker is in flight. */
  isQuiet(): boolean;
  /** Makes memory agree with the rows. @throws when the database gives no answer */
  reconcile(isCurrent: () => boolean): Promise<void>;
  /** Calls may be sent again. */
  resume(): void;
}

/** While it is set nothing is sent: a rolled-back call is given time, or the rows are asked what this worker holds. */
export class CallHalt {
  private readonly logger = new Logger('TaskerWorker');
  private kind: 'pause' | 'recovery' | null = null;
  private turn = 0;
  private secondLook = false;

  constructor(private readonly loop: HaltedLoop) {}

  get isSet(): boolean {
    return this.kind !== null;
  }

  /** Ends a halt without resuming: the loop begins anew by itself. */
  clear(): void {
    this.kind = null;
    this.turn += 1;
  }

  pause(): void {
    if (this.kind !== null) return;
    this.kind = 'pause';
    const turn = ++this.turn;
    setTimeout(() => this.end(turn), PAUSE_MS).unref();
  }

  /** Nothing is sent until the rows have said what this worker holds. A pause turns into a recovery. */
  recover(secondLook = true): void {
    if (this.kind === 'recovery') return;
    this.secondLook = secondLook;
    this.kind = 'recovery';
    void this.reconcile(++this.turn, RECOVERY_MS.first);
  }

  private async reconcile(turn: number, waitMs: number): Promise<void> {
    const again = () => void setTimeout(() => void this.reconcile(turn, Math.min(waitMs * 2, RECOVERY_MS.most)), waitMs).unref();
    if (turn !== this.turn) return;
    // A call in flight may still claim: the rows are final only when it has ended.
    if (!this.loop.isQuiet()) return again();
    try {
      await this.loop.reconcile(() => turn === this.turn);
      this.end(turn);
    } catch (error) {
      this.logger.warn(`the database is away: ${describeFailure(error)}`);
      again();
    }
  }

  private end(turn: number): void {
    if (turn !== this.turn) return;
    if (this.kind === 'recovery' && this.secondLook) setTimeout(() => turn === this.turn && this.recover(false), SECOND_LOOK_MS).unref();
    this.kind = null;
    this.loop.resume();
  }
}
