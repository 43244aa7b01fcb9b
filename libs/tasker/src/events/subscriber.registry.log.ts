import { Logger } from '@nestjs/common';
import type { EventBus } from './event.bus.js';
import { LogRecord } from './log.record.js';

/** Name of this registry in logs, events and statistics. */
export const SUBSCRIBER_REGISTRY = 'subscriber_registry';

/** A subscriber as the registry speaks of it. */
interface Mentioned {
  readonly name: string;
  readonly className: string;
  readonly events: readonly string[];
}

/** Says what changes in the registry of subscribers: one structured line and one event for each change (specification: surface §6.7). */
export class SubscriberRegistryLog {
  private readonly logger = new Logger('SubscriberRegistry');

  constructor(private readonly bus: Pick<EventBus, 'announce'>) {}

  registered(subscriber: Mentioned): void {
    this.logger.log(new LogRecord('Registry item registered', { ...fields(subscriber), event_type: 'registered' }));
    this.bus.announce('subscriber.registered', () => payload(subscriber));
  }

  unregistered(subscriber: Mentioned): void {
    this.logger.log(new LogRecord('Registry item unregistered', { ...fields(subscriber), event_type: 'unregistered' }));
    this.bus.announce('subscriber.unregistered', () => payload(subscriber));
  }

  refused(subscriber: Mentioned, validationError: string): void {
    const line = { ...fields(subscriber), event_type: 'validation_failed', validation_error: validationError };
    this.logger.error(new LogRecord('Registry validation failed', line));
    this.bus.announce('subscriber.validation_failed', () => ({ ...payload(subscriber), validationError }));
  }
}

function fields({ name, className }: Mentioned): Readonly<Record<string, unknown>> {
  return { registry_name: SUBSCRIBER_REGISTRY, entity_type: 'event_subscriber', entity_id: name, entity_class: className };
}

function payload({ name, className, events }: Mentioned): Readonly<Record<string, unknown>> {
  return {
    registryName: SUBSCRIBER_REGISTRY,
    entityType: 'event_subscriber',
    entityId: name,
    entityClass: className,
    subscriberClass: className,
    events,
    timestamp: new Date(),
  };
}
