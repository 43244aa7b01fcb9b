import { Logger } from '@nestjs/common';
import type { EventBus } from '../events/event.bus.js';
import type { TaskerEvents } from '../events/catalog/tasker.events.js';
import { LogRecord } from '../events/log.record.js';
import { entityId, type TaskIdentifier } from './registered.tasks.js';
import type { TaskDefinition } from './task-definition.js';

/** Name of this registry in logs, events and statistics. */
export const REGISTRY_NAME = 'handler_factory';

/** What an event of the registry says about a handler: `handler.registered`, `handler.unregistered`, `handler.validation_failed`. */
export type HandlerRegistryEvent = TaskerEvents['handler.registered'] & {
  /** Why it was refused; with `handler.validation_failed` only. */
  readonly validationError?: string;
};

/** A handler that was refused, as far as it is known. */
export type RefusedHandler = TaskIdentifier & Pick<TaskDefinition, 'declaredBy'>;

/** Says what changes in the registry: one structured line and one event for each change. */
export class HandlerRegistryLog {
  private readonly logger = new Logger('HandlerFactory');

  constructor(private readonly bus: Pick<EventBus, 'announce'>) {}

  registered(definition: TaskDefinition): void {
    this.logger.log(new LogRecord('Registry item registered', fields(definition, 'registered')));
    this.bus.announce('handler.registered', () => payload(definition));
  }

  unregistered(definition: TaskDefinition): void {
    this.logger.log(new LogRecord('Registry item unregistered', fields(definition, 'unregistered')));
    this.bus.announce('handler.unregistered', () => payload(definition));
  }

  refused(handler: RefusedHandler, message: string): void {
    const validation = { validation_error: message };
    this.logger.error(new LogRecord('Registry validation failed', { ...fields(handler, 'validation_failed'), ...validation }));
    this.bus.announce('handler.validation_failed', () => ({ ...payload(handler), validationError: message }));
  }
}

function entity(handler: RefusedHandler) {
  return {
    registry_name: REGISTRY_NAME,
    entity_type: 'task_handler',
    entity_id: entityId(handler),
    entity_class: handler.declaredBy,
  } as const;
}

function fields(handler: RefusedHandler, eventType: string): Readonly<Record<string, unknown>> {
  return { ...entity(handler), event_type: eventType };
}

function payload(handler: RefusedHandler): TaskerEvents['handler.registered'] {
  const { namespace: namespaceName, name, version, declaredBy } = handler;
  const entity = { registryName: REGISTRY_NAME, entityType: 'task_handler', entityId: entityId(handler) } as const;
  return { ...entity, entityClass: declaredBy, handlerClass: declaredBy, namespaceName, name, version, timestamp: new Date() };
}
