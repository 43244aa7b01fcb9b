import { Logger } from '@nestjs/common';
import { describeFailure, failureKind } from '../database/database.failure.js';
import type { Outcome } from '../database/outcome.js';
import type { CallHalt } from './call.halt.js';
import { refusedByServer } from './failure.outcome.js';
import type { OutcomeBuffer } from './outcome.buffer.js';

/** Decides what becomes of a call that failed, and of the outcomes that it carried. */
export class FailedCalls {
  private readonly logger = new Logger('TaskerWorker');

  constructor(
    private readonly outcomes: OutcomeBuffer,
    private readonly halt: CallHalt,
    private readonly leaseLost: () => void,
  ) {}

  handle(error: unknown, sent: readonly Outcome[]): void {
    switch (failureKind(error)) {
      case 'lease_lost':
        return this.leaseLost();
      case 'locked':
        return this.outcomes.putBack(sent, { cautious: true });
      case 'data':
        return this.refused(error, sent);
      case 'retry':
        this.logger.warn(`call rolled back, trying again: ${describeFailure(error)}`);
        this.outcomes.putBack(sent);
        return this.halt.pause();
      case 'unknown':
        this.logger.warn(`no answer from the database: ${describeFailure(error)}`);
        this.outcomes.putBack(sent);
        return this.halt.recover();
    }
  }

  /** The server refused the data of a batch: one by one it will say of which outcome, and that one is stored as a failure. */
  private refused(error: unknown, sent: readonly Outcome[]): void {
    if (sent.length > 1) return this.outcomes.putBack(sent, { oneByOne: true });
    this.logger.error(`call refused by the database: ${describeFailure(error)}`);
    for (const outcome of sent) this.outcomes.push(refusedByServer(outcome, describeFailure(error)));
    this.halt.pause();
  }
}
