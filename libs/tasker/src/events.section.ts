import type { EventSettings } from './events/event.settings.js';
import { Section } from './options.section.js';

const DURABLE = ['pollInterval', 'concurrency', 'batchSize', 'maxAttempts', 'timeout', 'maxAge'];

/** The checked `events` options. */
export function eventSettings(section: Section): EventSettings {
  return {
    queueSize: section.integer('queueSize', { default: 10_000, min: 1, max: 1_000_000 }),
    subscriptions: section.text('subscriptions') ?? 'config/tasker/subscriptions',
    subscriptionsRequired: section.has('subscriptions'),
    delivery: section.get('durable') === false ? null : delivery(section.get('durable')),
  };
}

function delivery(given: unknown): NonNullable<EventSettings['delivery']> {
  const durable = new Section('events.durable', given);
  durable.knows(DURABLE);
  return {
    pollMs: durable.duration('pollInterval', '1s', 10),
    concurrency: durable.integer('concurrency', { default: 10, min: 1, max: 1_000 }),
    batchSize: durable.integer('batchSize', { default: 200, min: 1, max: 10_000 }),
    maxAttempts: durable.integer('maxAttempts', { default: 10, min: 1, max: 1_000 }),
    timeoutMs: durable.duration('timeout', '30s', 1),
    maxAgeMs: durable.duration('maxAge', '7d', 1_000),
  };
}
