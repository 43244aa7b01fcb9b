import type { DurableEvent, EventDelivery } from '../../events/durable.event.js';
import type { DurableSubscription } from '../../events/durable.subscriptions.js';
import { patternMeans } from '../../events/event.pattern.js';
import type { DeliverySettings } from '../../events/event.settings.js';
import { TaskerError } from '../../model/errors.js';
import { describedFailure } from '../failure.outcome.js';
import { within } from '../time.limit.js';
import type { EntryEvents } from './entry.events.js';
import { GIVE_UP, type FailedEvent, type FeedEntry, type Verdict } from './entry.verdict.js';

/** A durable subscriber took longer for an event than `events.durable.timeout`. */
class DeliveryTimeoutError extends TaskerError {
  override readonly name = 'DeliveryTimeoutError';
}

/** Hands single entries to one subscriber. */
export class EntryDelivery {
  private readonly wants: (name: string) => boolean;

  constructor(
    private readonly subscription: DurableSubscription,
    private readonly events: EntryEvents,
    private readonly settings: Pick<DeliverySettings, 'timeoutMs' | 'maxAttempts'>,
  ) {
    this.wants = (name) => subscription.patterns.some((pattern) => patternMeans(pattern, name));
  }

  /** Never throws: whatever the subscriber does is a verdict. A further try goes on with the event that failed. */
  async deliver(entry: FeedEntry, abort: AbortController): Promise<Verdict> {
    let told = toldBefore(entry);
    let event: DurableEvent | undefined;
    try {
      const events = this.events.of(entry, this.wants);
      for (; told < events.length; told += 1) {
        // Whoever is not waited for any more gets nothing further: another process goes on with the entry.
        abort.signal.throwIfAborted();
        event = events[told]!;
        await this.hand(event, entry.fed.attempts + 1, abort);
      }
      return { kind: 'done' };
    } catch (thrown) {
      return this.failed(entry, thrown, { told, event });
    }
  }

  private async hand(event: DurableEvent, attempt: number, abort: AbortController): Promise<void> {
    const { subscription } = this;
    const { timeoutMs } = this.settings;
    const delivery: EventDelivery = { group: subscription.group, attempt, signal: abort.signal };
    const call = async () => (subscription.filter?.(event) === false ? undefined : subscription.handle(event, delivery));
    await within(call(), timeoutMs, () => {
      const late = new DeliveryTimeoutError(`no answer within ${timeoutMs} ms (events.durable.timeout)`);
      abort.abort(late);
      return late;
    });
  }

  private failed(entry: FeedEntry, thrown: unknown, { told, event }: { told: number; event: FailedEvent }): Verdict {
    const attempt = entry.fed.attempts + 1;
    const { permanent, retryAfterSeconds, error } = describedFailure(thrown, attempt, this.events.filterOf(entry));
    const last = permanent || attempt >= this.settings.maxAttempts;
    const waitMs = last ? GIVE_UP : retryAfterSeconds === null ? null : retryAfterSeconds * 1000;
    return { kind: 'failed', waitMs, error: { ...error, told }, event: event && { id: event.id, name: event.name } };
  }
}

function toldBefore({ fed }: FeedEntry): number {
  const told = fed.error?.told;
  return typeof told === 'number' ? told : 0;
}
