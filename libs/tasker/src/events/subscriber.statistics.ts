import type { ListenerStatistics } from './listener.statistics.js';
import { SUBSCRIBER_REGISTRY } from './subscriber.registry.log.js';

const MOST_POPULAR = 5;

/** How one subscriber is doing. */
export interface SubscriberStatistics extends Omit<ListenerStatistics, 'listener' | 'patterns'> {
  readonly name: string;
  readonly className: string;
  readonly events: readonly string[];
}

/** What the registry of subscribers holds, and how it is doing (specification: surface §6.4). */
export interface SubscriberRegistryStatistics {
  readonly registryName: string;
  readonly totalSubscribers: number;
  /** Events that somebody is subscribed to. */
  readonly totalEvents: number;
  /** Their names, wildcards resolved, sorted. */
  readonly eventsCovered: readonly string[];
  readonly subscribersByEvent: Readonly<Record<string, number>>;
  readonly averageEventsPerSubscriber: number;
  /** At most five, the most popular first. */
  readonly mostPopularEvents: readonly { readonly event: string; readonly subscribers: number }[];
  readonly delivered: number;
  readonly failed: number;
  readonly dropped: number;
  readonly subscribers: readonly SubscriberStatistics[];
}

/** A subscriber with the names that it means. */
export interface CountedSubscriber {
  readonly name: string;
  readonly className: string;
  readonly events: readonly string[];
  readonly covered: readonly string[];
  readonly listener: ListenerStatistics;
}

/** Counts what subscribers listen to and what became of it. */
export function subscriberStatistics(subscribers: readonly CountedSubscriber[]): SubscriberRegistryStatistics {
  const byEvent = new Map<string, number>();
  for (const { covered } of subscribers) for (const event of covered) byEvent.set(event, (byEvent.get(event) ?? 0) + 1);
  const eventsCovered = [...byEvent.keys()].sort();
  const popular = eventsCovered.map((event) => ({ event, subscribers: byEvent.get(event)! })).sort((a, b) => b.subscribers - a.subscribers);
  const sum = (count: (one: CountedSubscriber) => number) => subscribers.reduce((total, one) => total + count(one), 0);
  return {
    registryName: SUBSCRIBER_REGISTRY,
    totalSubscribers: subscribers.length,
    totalEvents: eventsCovered.length,
    eventsCovered,
    subscribersByEvent: Object.fromEntries(eventsCovered.map((event) => [event, byEvent.get(event)!])),
    averageEventsPerSubscriber: subscribers.length === 0 ? 0 : sum(({ covered }) => covered.length) / subscribers.length,
    mostPopularEvents: popular.slice(0, MOST_POPULAR),
    delivered: sum(({ listener }) => listener.delivered),
    failed: sum(({ listener }) => listener.failed),
    dropped: sum(({ listener }) => listener.dropped),
    subscribers: subscribers.map(({ name, className, events, listener: { listener: _, patterns: __, ...counts } }) => {
      return { name, className, events, ...counts };
    }),
  };
}
