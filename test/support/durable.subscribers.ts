import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { DurableEvent, EventDelivery } from 'nestjs-tasker';
import { DurableSubscriptions, type DurableSubscription } from '../../libs/tasker/src/events/durable.subscriptions.js';

/** A durable subscriber of a test, which remembers what it was given. */
export interface RecordingSubscriber extends DurableSubscription {
  /** Everything that was handed over and taken, in that order. */
  readonly events: DurableEvent<any>[];
  /** Names of the events of a task that were taken. */
  names(taskId: string): string[];
}

/** Makes a durable subscriber. `run` may throw, wait, or note what it gets; what it takes is recorded. */
export function durableSubscriber(
  group: string,
  patterns: readonly string[],
  run: (event: DurableEvent<any>, delivery: EventDelivery) => unknown = () => undefined,
): RecordingSubscriber {
  const events: DurableEvent<any>[] = [];
  return {
    group,
    patterns,
    events,
    className: 'Recorder',
    method: group,
    filter: undefined,
    names: (taskId) => events.filter((event) => event.taskId === taskId).map(({ name }) => name),
    handle: async (event, delivery) => {
      await run(event as DurableEvent, delivery);
      events.push(event as DurableEvent);
    },
  };
}

/** A provider that declares the subscribers to its application. */
export function declaring(...subscribers: readonly DurableSubscription[]): Type<object> {
  @Injectable()
  class Declares implements OnModuleInit {
    constructor(private readonly moduleRef: ModuleRef) {}
    onModuleInit(): void {
      const subscriptions = this.moduleRef.get(DurableSubscriptions, { strict: false });
      for (const subscriber of subscribers) subscriptions.add(subscriber);
    }
  }
  return Declares;
}
