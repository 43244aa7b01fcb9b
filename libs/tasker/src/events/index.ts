/** What the room gives to users of the package. */
export { EventCatalog } from './catalog/event.catalog.js';
export type { EventInfo } from './catalog/event.info.js';
export type { EventCategory } from './catalog/engine.event.js';
export type { EngineEventName } from './catalog/engine.events.js';
export type { EventPayload, TaskerEvents } from './catalog/tasker.events.js';
export { eventJson, type EventJson } from './event.json.js';
export { EventBus, EventBus as TaskerEventBus, type Listening, type SubscribeOptions } from './event.bus.js';
export { EventRefusedError, type EventRefusalReason } from './event.refusal.js';
export type { ListenerFailure, ListenerStatistics } from './listener.statistics.js';
export { BaseSubscriber } from './base.subscriber.js';
export { SubscriberRegistry, type RegisteredSubscriber, type SubscriberOptions } from './subscriber.registry.js';
export { SubscriberRefusedError, type SubscriberRefusalReason } from './subscriber.refusal.js';
export type { SubscriberRegistryStatistics, SubscriberStatistics } from './subscriber.statistics.js';
export type {
  CoreAttributes,
  ErrorMetrics,
  ErrorType,
  EventOrPayload,
  PerformanceMetrics,
  StepAttributes,
  TimingMetrics,
} from './subscriber.facts.js';
export { OnTaskerEvent, type TaskerEventOptions, type TaskerEventPattern } from './on-tasker-event.decorator.js';
export { CustomEventCatalog, type CatalogedEvent } from './custom-event.catalog.js';
export type { CustomEventDeclaration } from './custom-event.js';
export type { DurableEvent, EventDelivery } from './durable.event.js';
export type { TaskerEvent, TaskerEventListener } from './tasker.event.js';
export { ParameterFilter } from './parameter.filter.js';
export type { ContentFilter } from './secret.filter.js';
