import type { EventFeedStore } from '../../database/event-feed.store.js';
import type { DeliverySettings } from '../../events/event.settings.js';
import type { DeliveryLog } from './delivery.log.js';
import type { EntryDelivery } from './entry.delivery.js';

/** What the loop of a subscriber is made of. */
export interface ConsumerParts {
  readonly consumer: string;
  readonly wants: readonly string[];
  /** What the subscriber means, sorted: processes of another version mean something else. */
  readonly patterns: readonly string[];
  readonly store: EventFeedStore;
  readonly delivery: EntryDelivery;
  readonly log: DeliveryLog;
  readonly settings: DeliverySettings;
}
