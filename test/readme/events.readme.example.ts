import { Injectable, Logger } from '@nestjs/common';
import { OnTaskerEvent, type DurableEvent, type EventPayload, type TaskerEvent } from 'nestjs-tasker';

/** Stands for a ledger that takes each entry once. */
@Injectable()
export class Ledger {
  readonly entries = new Map<string, string>();

  async enter(id: string, what: string): Promise<void> {
    this.entries.set(id, what);
  }
}

// #region listen
@Injectable()
export class Bookkeeping {
  private readonly logger = new Logger('Bookkeeping');

  constructor(private readonly ledger: Ledger) {}

  @OnTaskerEvent('step.failed') // in the process that committed it; a listener that hangs or throws harms nobody
  note({ payload }: TaskerEvent<EventPayload<'step.failed'>>) {
    this.logger.warn(`${payload.stepName}, attempt ${payload.attemptNumber}: ${payload.errorMessage}`);
  }

  @OnTaskerEvent('task.completed', { durable: true }) // at least once, across crashes, in the order of each task
  enter({ id, payload }: DurableEvent<EventPayload<'task.completed'>>) {
    return this.ledger.enter(id, payload.taskName);
  }
}
// #endregion
