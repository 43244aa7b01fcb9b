import 'reflect-metadata';
import { ConfigurationError } from '../model/errors.js';
import type { EngineEventName, EventAlias } from './catalog/engine.events.js';
import type { EventPayload } from './catalog/tasker.events.js';
import type { DurableEvent, EventDelivery } from './durable.event.js';
import type { TaskerEvent } from './tasker.event.js';

// Registered: two installed copies of the package read each other's declarations.
const LISTENED = Symbol.for('nestjs-tasker:listened');

/** A name of the catalogue or of your own, `order.*`, or `*`. */
export type TaskerEventPattern = EngineEventName | EventAlias | '*' | (string & {});

/** How a method listens. */
export interface TaskerEventOptions {
  /**
   * At least once, also across crashes and restarts, and in the order of each task, in one of the processes that have the group. Only for
   * events that the history of tasks knows, of a wildcard for those. Default false: at most once, in the process that committed the change.
   */
  readonly durable?: boolean;
  /** Name of a durable subscriber, kept in the database: to rename it is to begin anew. Default `Class.method`. */
  readonly group?: string;
  /** Asked before each event: false leaves it out. What it throws counts as a failure of the method. */
  readonly filter?: (event: TaskerEvent<any>) => boolean;
}

/** What a decorator says about a method. */
export interface ListenedMethod {
  readonly patterns: string | readonly string[];
  readonly options: TaskerEventOptions;
}

/** `@OnTaskerEvent(…)` on a method that takes what the events contain. */
export interface ListeningMethodDecorator<Event extends TaskerEvent> {
  // Generic in the method: TypedPropertyDescriptor is invariant, so a fixed method type would refuse every method.
  <M extends (event: Event, delivery: EventDelivery) => unknown>(target: object, key: string, descriptor: TypedPropertyDescriptor<M>): void;
}

/**
 * Calls a method of a provider or controller for each event that a pattern means, one after the other: a promise that it returns is waited
 * for. What it throws is logged, and harms nobody. Several decorators on one method are several subscriptions. Names are checked at start;
 * `task.started` and `step.started` are accepted for `task.start_requested` and `step.execution_requested`. Not for providers of requests
 * or transient ones: there is no single one to call.
 *
 * @example
 * \@OnTaskerEvent('task.completed')
 * thank({ payload }: TaskerEvent<EventPayload<'task.completed'>>) { … }
 * \@OnTaskerEvent(['task.failed', 'order.*'], { durable: true, group: 'mailer' })
 */
export function OnTaskerEvent<const Name extends TaskerEventPattern>(
  patterns: Name | readonly Name[],
  options: TaskerEventOptions & { readonly durable: true },
): ListeningMethodDecorator<DurableEvent<EventPayload<Name>>>;
export function OnTaskerEvent<const Name extends TaskerEventPattern>(
  patterns: Name | readonly Name[],
  options?: TaskerEventOptions,
): ListeningMethodDecorator<TaskerEvent<EventPayload<Name>>>;
export function OnTaskerEvent(
  patterns: string | readonly string[],
  options: TaskerEventOptions = {},
): ListeningMethodDecorator<DurableEvent<any>> {
  return (target, key, descriptor) => {
    const isClass = typeof target === 'function';
    if (isClass || typeof key !== 'string' || typeof descriptor?.value !== 'function') {
      const place = `${isClass ? target.name : target.constructor.name}.${String(key)}`;
      throw new ConfigurationError(
        `@OnTaskerEvent on ${place}: an instance method with a name can listen, not a static member, accessor or field`,
      );
    }
    const others = (Reflect.getOwnMetadata(LISTENED, target, key) ?? []) as readonly ListenedMethod[];
    // Decorators are called from the last to the first.
    Reflect.defineMetadata(LISTENED, [{ patterns, options }, ...others], target, key);
  };
}

/** What decorators say about a method of a class or of one that it extends, from top to bottom. */
export function listenedMethods(prototype: object, method: string): readonly ListenedMethod[] {
  return (Reflect.getMetadata(LISTENED, prototype, method) ?? []) as readonly ListenedMethod[];
}
