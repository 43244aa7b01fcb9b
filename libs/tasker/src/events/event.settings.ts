/** How durable events are delivered by this process. */
export interface DeliverySettings {
  readonly pollMs: number;
  /** Tasks whose events are delivered at the same time, for each subscriber. */
  readonly concurrency: number;
  readonly batchSize: number;
  /** How often an event is tried. */
  readonly maxAttempts: number;
  /** How long a subscriber may take for one event. */
  readonly timeoutMs: number;
  /** How long an event is kept for a subscriber that does not take it. */
  readonly maxAgeMs: number;
}

/** The checked `events` options. */
export abstract class EventSettings {
  /** Events that may wait for one listener. */
  abstract readonly queueSize: number;
  /** Directory of YAML subscriptions, absolute or relative to the working directory. */
  abstract readonly subscriptions: string;
  /** The directory was named: it must be there. */
  abstract readonly subscriptionsRequired: boolean;
  /** Null: this process delivers no durable events. */
  abstract readonly delivery: DeliverySettings | null;
}

/** What must not be shown: the checked `telemetry.filterParameters` and `telemetry.filterMask`. */
export abstract class FilterSettings {
  /** Texts are looked for in the names of keys, ignoring case; patterns are tried on the dotted path. */
  abstract readonly parameters: readonly (string | RegExp)[];
  abstract readonly mask: string;
}
