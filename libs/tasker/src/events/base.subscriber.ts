import type { JsonObject } from '../model/json.js';
import {
  coreAttributes,
  errorMetrics,
  factOf,
  metricName,
  metricTags,
  numberOf,
  performanceMetrics,
  stepAttributes,
  timingMetrics,
  type CoreAttributes,
  type ErrorMetrics,
  type EventOrPayload,
  type PerformanceMetrics,
  type StepAttributes,
  type TimingMetrics,
} from './subscriber.facts.js';
import type { TaskerEvent } from './tasker.event.js';

/**
 * A provider whose methods handle events: `task.completed` is for `handleTaskCompleted(event)`, `order.item_added` for
 * `handleOrderItemAdded`. It is subscribed at start to the events of `static subscribeTo`, or by a file of subscriptions, which takes
 * precedence. `handleEvent(event)`, if there is one, gets what has no method of its own. A missing method is an error at start.
 *
 * @example
 * \@Injectable()
 * class OrderMetrics extends BaseSubscriber {
 *   static override readonly subscribeTo = ['task.completed', 'step.failed'];
 *   handleTaskCompleted(event: TaskerEvent<EventPayload<'task.completed'>>) {
 *     statsd.histogram('task.duration', this.extractTimingMetrics(event).executionDuration, this.extractMetricTags(event));
 *   }
 *   handleStepFailed(event: TaskerEvent) { … }
 * }
 */
export abstract class BaseSubscriber {
  /** Names, `order.*`, or `*`. Default: none; then only a file or `SubscriberRegistry.register` subscribes it. */
  static readonly subscribeTo: readonly string[] = [];

  /** The `config` of the file of subscriptions, with its variables filled in: it may hold secrets. Empty without a file. */
  protected config: JsonObject = {};

  /** Gets the `config` of a subscription once, before the first event. What it throws is an error at start: check it here. */
  configure(config: JsonObject): void {
    this.config = config;
  }

  /** Asked before each event, just before it would be handled; false leaves it out. Default: takes all. */
  accepts(_event: TaskerEvent<any>): boolean {
    return true;
  }

  /** A value of the payload by its key, `taskId` or `task_id`; `otherwise` when it is absent or null. */
  protected safeGet<T = unknown>(event: EventOrPayload, key: string, otherwise?: T): T | undefined {
    return factOf(event, key, otherwise) as T | undefined;
  }

  protected extractCoreAttributes(event: EventOrPayload): CoreAttributes {
    return coreAttributes(event);
  }

  protected extractStepAttributes(event: EventOrPayload): StepAttributes {
    return stepAttributes(event);
  }

  /** Durations in seconds, and how many steps there are. */
  protected extractTimingMetrics(event: EventOrPayload): TimingMetrics {
    return timingMetrics(event);
  }

  /** What went wrong; `errorType` is a category by the name of the error's class. */
  protected extractErrorMetrics(event: EventOrPayload): ErrorMetrics {
    return errorMetrics(event);
  }

  /** Only what was measured. */
  protected extractPerformanceMetrics(event: EventOrPayload): PerformanceMetrics {
    return performanceMetrics(event);
  }

  /** `task:process_order`, `step:charge`, `environment:production`, `source:shop`, `retryable:true`, `attempt:2`, `priority:2`. */
  protected extractMetricTags(event: EventOrPayload): string[] {
    return metricTags(event);
  }

  /** `('tasker.task.', '.completed')` → `tasker.task.completed`. */
  protected buildMetricName(base: string, type: string): string {
    return metricName(base, type);
  }

  /** A number of the payload, also one that is written as a text; `otherwise` (0) for everything else. */
  protected extractNumericMetric(event: EventOrPayload, key: string, otherwise = 0): number {
    return numberOf(event, key, otherwise);
  }
}
