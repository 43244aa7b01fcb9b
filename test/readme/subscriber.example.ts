import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import {
  BaseSubscriber,
  CustomEventCatalog,
  EventBus,
  OnTaskerEvent,
  SubscriberRegistry,
  type EventPayload,
  type JsonObject,
  type TaskerEvent,
} from 'nestjs-tasker';

/** Stands for a client of StatsD, DataDog or the like. */
@Injectable()
export class StatsClient {
  readonly sent: [kind: string, name: string, value: number, tags: readonly string[]][] = [];

  histogram(name: string, value: number, tags: readonly string[]): void {
    this.sent.push(['histogram', name, value, tags]);
  }
  increment(name: string, tags: readonly string[]): void {
    this.sent.push(['counter', name, 1, tags]);
  }
}

/** Stands for Slack. */
@Injectable()
export class SlackClient {
  readonly posted: { webhook: string; channel: string; text: string }[] = [];

  async post(webhook: string, channel: string, text: string): Promise<void> {
    this.posted.push({ webhook, channel, text });
  }
}

// #region methods
@Injectable()
export class CustomerService implements OnModuleInit {
  readonly thanked: string[] = [];
  private readonly logger = new Logger('Customers');

  constructor(
    private readonly bus: EventBus,
    private readonly events: CustomEventCatalog,
  ) {}

  onModuleInit() {
    this.events.declare({ name: 'customer.thanked', description: 'A customer got our thanks', firedBy: 'CustomerService' });
  }

  @OnTaskerEvent('task.completed', { filter: ({ payload }) => payload.namespace === 'shop' })
  async thank({ payload }: TaskerEvent<EventPayload<'task.completed'>>) {
    this.thanked.push(`${payload.taskName}: ${payload.completedSteps} of ${payload.totalSteps} steps`);
    this.bus.publish('customer.thanked', { taskId: payload.taskId });
  }

  @OnTaskerEvent(['customer.*', 'task.started'])
  note({ name, payload }: TaskerEvent) {
    this.logger.log(`${name} ${JSON.stringify(payload)}`);
  }
}
// #endregion

// #region subscriber
@Injectable()
export class OrderMetrics extends BaseSubscriber {
  static override readonly subscribeTo = ['task.completed', 'step.completed', 'step.failed'];

  constructor(private readonly stats: StatsClient) {
    super();
  }

  handleTaskCompleted(event: TaskerEvent) {
    const { executionDuration = 0, stepCount = 0 } = this.extractTimingMetrics(event);
    this.stats.histogram('tasker.task.duration', executionDuration, this.extractMetricTags(event));
    this.stats.histogram('tasker.workflow.step_count', stepCount, this.extractMetricTags(event));
  }

  handleStepCompleted(event: TaskerEvent) {
    const { queueTime } = this.extractPerformanceMetrics(event);
    if (queueTime !== undefined) this.stats.histogram('tasker.step.queue_time', queueTime, this.extractMetricTags(event));
  }

  handleStepFailed(event: TaskerEvent) {
    const { errorType, finalFailure } = this.extractErrorMetrics(event);
    const name = this.buildMetricName('tasker.step', finalFailure === true ? 'failed' : 'retried');
    this.stats.increment(name, [...this.extractMetricTags(event), `error:${errorType}`]);
  }
}
// #endregion

// #region alerts
@Injectable()
export class SlackAlerts extends BaseSubscriber {
  constructor(private readonly slack: SlackClient) {
    super();
  }

  override configure(config: JsonObject) {
    if (typeof config.webhook !== 'string') throw new Error('webhook is missing');
    super.configure(config);
  }

  override accepts(event: TaskerEvent) {
    return event.name !== 'step.failed' || this.safeGet(event, 'finalFailure') === true;
  }

  async handleEvent(event: TaskerEvent) {
    const { errorMessage } = this.extractErrorMetrics(event);
    const text = `${event.name}: ${this.safeGet<string>(event, 'taskName')}: ${errorMessage}`;
    await this.slack.post(String(this.config.webhook), String(this.config.channel), text);
  }
}
// #endregion

@Injectable()
export class EventTrace extends BaseSubscriber {
  static override readonly subscribeTo = ['*'];
  readonly names: string[] = [];

  handleEvent({ name }: TaskerEvent): void {
    this.names.push(name);
  }
}

export function underWatch(subscribers: SubscriberRegistry) {
  // #region registry
  const audit = new Logger('Audit');
  const trail = { handleTaskCancelled: ({ payload }: TaskerEvent<EventPayload<'task.cancelled'>>) => audit.log(payload.reason) };
  subscribers.register(trail, { name: 'cancellations', events: ['task.cancelled'] });

  const names = subscribers.subscribersFor('task.cancelled').map(({ name }) => name);
  const { totalSubscribers, delivered, failed, dropped } = subscribers.statistics();
  subscribers.unregister('cancellations');
  // #endregion
  return { names, totalSubscribers, delivered, failed, dropped };
}
