import { TaskerError } from '../model/errors.js';

/** `name`: nobody may publish it, or nobody has declared it. `payload`: it is no JSON, or too large. `loop`: listeners publish for each other without end. */
export type EventRefusalReason = 'name' | 'payload' | 'loop';

/** An event was refused where it was published; nobody was told. */
export class EventRefusedError extends TaskerError {
  override readonly name = 'EventRefusedError';
  constructor(
    message: string,
    /** Name of the event. */
    readonly event: string,
    readonly reason: EventRefusalReason,
  ) {
    super(message);
  }
}
