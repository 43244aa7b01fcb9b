import { Injectable } from '@nestjs/common';
import { EventBus } from '../../events/event.bus.js';
import type { ListenerCounts, ListenerStatistics } from '../../events/listener.statistics.js';
import { MOST_SERIES } from './definition.series.js';
import { METRIC, type MetricDeclaration } from './metric.declarations.js';
import type { MetricGroup, MetricSource } from './shown.metric.js';

/** How the subscribers of this process are doing, as the bus counts it; those of one name are shown together. */
@Injectable()
export class BusMetrics implements MetricGroup {
  constructor(private readonly bus: EventBus) {}

  metrics(): readonly MetricSource[] {
    return [
      this.of(METRIC.eventsDelivered, ({ delivered }) => delivered, 'delivered'),
      this.of(METRIC.eventsFailed, ({ failed }) => failed, 'failed'),
      this.of(METRIC.eventsDropped, ({ dropped }) => dropped, 'dropped'),
      this.of(METRIC.eventsWaiting, ({ waiting }) => waiting),
    ];
  }

  /** `past`: of what those have counted who have ended. */
  private of(declaration: MetricDeclaration, value: (statistics: ListenerStatistics) => number, past?: keyof ListenerCounts): MetricSource {
    return {
      declaration,
      lines: () => {
        const sums = new Map<string, number>();
        if (past !== undefined) for (const [subscriber, counts] of this.bus.pastCounts()) sums.set(subscriber, counts[past]);
        for (const one of this.bus.statistics()) {
          const subscriber = sums.has(one.listener) || sums.size < MOST_SERIES ? one.listener : 'other';
          sums.set(subscriber, (sums.get(subscriber) ?? 0) + value(one));
        }
        return [...sums].map(([subscriber, sum]) => ({ labels: { subscriber }, value: sum }));
      },
    };
  }
}
