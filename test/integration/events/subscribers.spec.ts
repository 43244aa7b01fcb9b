import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import {
  BaseSubscriber,
  ConfigurationError,
  EventBus,
  OnTaskerEvent,
  RetryableError,
  SubscriberRegistry,
  type EventPayload,
  type TaskerEvent,
} from 'nestjs-tasker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { diamond, single } from '../../support/workflows.js';

type Completed = TaskerEvent<EventPayload<'task.completed'>>;

/** Metrics as the documentation shows them. */
@Injectable()
class OrderMetrics extends BaseSubscriber {
  static override readonly subscribeTo = ['task.completed', 'step.completed', 'step.failed', 'handler.registered'];
  readonly recorded: [name: string, value: unknown, tags: string[]][] = [];

  handleTaskCompleted(event: Completed): void {
    const { executionDuration, stepCount, completedSteps } = this.extractTimingMetrics(event);
    this.record('task.completed', { executionDuration: typeof executionDuration, stepCount, completedSteps }, event);
  }
  handleStepCompleted(event: TaskerEvent): void {
    const { queueTime, processingTime } = this.extractPerformanceMetrics(event);
    this.record('step.completed', [typeof queueTime, typeof processingTime], event);
  }
  handleStepFailed(event: TaskerEvent): void {
    const { errorType, isRetryable, finalFailure } = this.extractErrorMetrics(event);
    this.record('step.failed', { errorType, isRetryable, finalFailure }, event);
  }
  handleHandlerRegistered(event: TaskerEvent): void {
    this.record('handler.registered', undefined, event);
  }
  private record(name: string, value: unknown, event: TaskerEvent): void {
    this.recorded.push([this.buildMetricName('tasker.', name), value, this.extractMetricTags(event)]);
  }
}

/** Told about what a file says. */
@Injectable()
class Alerts extends BaseSubscriber {
  readonly sent: string[] = [];

  handleTaskCompleted({ payload }: Completed): void {
    this.sent.push(`${this.config.channel as string}: ${payload.taskName}`);
  }
}

/** Does harm. */
@Injectable()
class Hostile {
  calls = 0;

  @OnTaskerEvent('*')
  hang(): Promise<never> {
    this.calls++;
    return new Promise(() => undefined);
  }
  @OnTaskerEvent('step.completed')
  fail(): never {
    throw new Error('this listener always fails');
  }
}

describe('subscribers of an application', () => {
  const engine = useEngine();
  let directory: string;
  beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'tasker-subscriptions-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const withFile = (content: string) => {
    writeFileSync(join(directory, 'alerts.yaml'), content);
    return { events: { subscriptions: directory } };
  };

  it('listen from its start, and read what they need from the events', async () => {
    const Failing = single(({ step }) => { if (step.attempt === 1) throw new RetryableError('busy', { retryAfter: 0 }); }); // prettier-ignore
    const app = await engine.app([OrderMetrics, Failing]);
    const metrics = app.module.get(OrderMetrics);
    await app.run(Failing);
    await eventually(() => metrics.recorded.some(([name]) => name === 'tasker.task.completed'));
    const tags = (attempt: number) => ['task:single', 'step:only', 'environment:test', `attempt:${attempt}`];
    expect(metrics.recorded).toEqual([
      ['tasker.handler.registered', undefined, ['environment:test']],
      ['tasker.step.failed', { errorType: 'other', isRetryable: true, finalFailure: false }, tags(1).toSpliced(3, 0, 'retryable:true')],
      ['tasker.step.completed', ['number', 'number'], tags(2)],
      ['tasker.task.completed', { executionDuration: 'number', stepCount: 1, completedSteps: 1 }, ['task:single', 'environment:test']],
    ]);
    expect(app.module.get(SubscriberRegistry).statistics()).toMatchObject({ totalSubscribers: 1, delivered: 4, failed: 0, dropped: 0 });
  });

  it('may come from files, with a filter and a config', async () => {
    const One = single(() => undefined, { name: 'one' });
    const Two = single(() => undefined, { name: 'two' });
    const app = await engine.app(
      [Alerts, One, Two],
      withFile(
        'subscriptions: { ops: { class: Alerts, events: [task.completed], filter: { task_name: two }, config: { channel: "#ops" } } }',
      ),
    );
    await app.run(One);
    await app.run(Two);
    const { sent } = app.module.get(Alerts);
    await eventually(() => sent.length > 0);
    expect(sent).toEqual(['#ops: two']);
    expect(engine.logs.with('Registry item registered').some((line) => line.includes('entity_id=ops entity_class=Alerts'))).toBe(true);
  });

  it('keep it from starting when they cannot work', async () => {
    const options = withFile('subscriptions:\n  ops:\n    class: Alerts\n    events: [task.completed, task.faild]\n');
    const start = engine.app([Alerts], options);
    await expect(start).rejects.toThrow(ConfigurationError);
    await expect(start).rejects.toThrow(
      /alerts\.yaml:2: subscriptions\.ops \(Alerts\) listens to 'task\.faild', but there is no such event; did you mean/,
    );
  });

  it('that hang or throw delay no step, and no other subscriber', async () => {
    const Diamond = diamond();
    const app = await engine.app([Hostile, OrderMetrics, Diamond], { events: { queueSize: 5 } });
    expect((await app.run(Diamond)).state).toBe('complete');
    const metrics = app.module.get(OrderMetrics);
    await eventually(() => metrics.recorded.some(([name]) => name === 'tasker.task.completed'));
    expect(metrics.recorded.filter(([name]) => name === 'tasker.step.completed')).toHaveLength(4);
    const [hanging, failing] = app.module.get(EventBus).statistics().filter(({ listener }) => listener.startsWith('Hostile')); // prettier-ignore
    expect(hanging).toMatchObject({ listener: 'Hostile.hang', delivered: 0, waiting: 6 });
    expect(hanging!.dropped).toBeGreaterThan(0);
    expect(failing).toMatchObject({ listener: 'Hostile.fail', failed: 4, lastError: { message: 'this listener always fails' } });
    expect(app.module.get(Hostile).calls).toBe(1);
    expect(engine.logs.with('Event listener failed')).toHaveLength(1);
    expect(engine.logs.with('Event listener is too slow')).toHaveLength(1);
  });
});
