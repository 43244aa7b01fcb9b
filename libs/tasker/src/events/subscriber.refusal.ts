import { TaskerError } from '../model/errors.js';

/** `invalid`: it cannot handle what it listens to. `conflict`: its name is taken. */
export type SubscriberRefusalReason = 'invalid' | 'conflict';

/** A subscriber was refused by the registry; it listens to nothing. */
export class SubscriberRefusedError extends TaskerError {
  override readonly name = 'SubscriberRefusedError';
  constructor(
    /** What it was to be registered as. */
    readonly subscriber: string,
    readonly reason: SubscriberRefusalReason,
    /** One sentence for each problem. */
    readonly problems: readonly string[],
  ) {
    super(problems.join('\n'));
  }
}
