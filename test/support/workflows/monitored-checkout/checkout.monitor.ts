import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { EventBus } from 'nestjs-tasker';
import { cents } from '../process-order/order.totals.js';
import type { CheckoutCompleted, Origin, StepCompleted, StepFailed } from './checkout.events.js';

/** Milliseconds above which a step holds up the checkout. */
const BOTTLENECK_ABOVE = 2_000;

/** Something that a person should look at. */
export interface CheckoutAlert {
  readonly taskId: string;
  readonly step: string;
  readonly error: string;
}

/**
 * Listens to the checkouts that this process works on and adds up what the business wants to know. Figures that must last
 * belong into a database: events are told once, to whoever listens then.
 */
@Injectable()
export class CheckoutMonitor implements OnModuleInit, OnModuleDestroy {
  readonly alerts: CheckoutAlert[] = [];
  /** Failed attempts by step. */
  readonly failures = new Map<string, number>();
  private readonly started = new Set<string>();
  private readonly completed = new Map<string, number>();
  private readonly times = new Map<string, number[]>();
  private readonly subscriptions: (() => void)[] = [];

  constructor(private readonly bus: EventBus) {}

  onModuleInit(): void {
    this.subscriptions.push(
      this.bus.subscribe<Origin>('checkout.started', ({ payload }) => this.started.add(payload.taskId)),
      this.bus.subscribe<StepCompleted>('checkout.step_completed', ({ payload }) => this.stepCompleted(payload)),
      this.bus.subscribe<StepFailed>('checkout.step_failed', ({ payload }) => this.stepFailed(payload)),
      this.bus.subscribe<CheckoutCompleted>('checkout.completed', ({ payload }) => this.completed.set(payload.taskId, payload.revenue)),
    );
  }

  onModuleDestroy(): void {
    for (const end of this.subscriptions.splice(0)) end();
  }

  /** What customers have paid, in units of the currency. */
  get revenue(): number {
    return cents([...this.completed.values()].reduce((sum, amount) => sum + amount, 0));
  }

  /** Checkouts that were completed as a share of those that were started, 0 to 1; 0 before the first one. */
  get conversion(): number {
    return this.started.size === 0 ? 0 : this.completed.size / this.started.size;
  }

  /** Steps that take longer than two seconds on average, the slowest first. */
  get bottlenecks(): string[] {
    const averages = [...this.times].map(([step, times]) => ({ step, average: times.reduce((sum, time) => sum + time, 0) / times.length }));
    const slow = averages.filter(({ average }) => average > BOTTLENECK_ABOVE).sort((left, right) => right.average - left.average);
    return slow.map(({ step }) => step);
  }

  private stepCompleted({ stepName, took_ms: milliseconds }: StepCompleted): void {
    this.times.set(stepName, [...(this.times.get(stepName) ?? []), milliseconds]);
  }

  private stepFailed({ taskId, stepName, error, last }: StepFailed): void {
    this.failures.set(stepName, (this.failures.get(stepName) ?? 0) + 1);
    if (last) this.alerts.push({ taskId, step: stepName, error });
  }
}
