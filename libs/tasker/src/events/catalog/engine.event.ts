import type { EventFields } from './event.fields.js';

/** What an event is about. */
export type EventCategory = 'task' | 'step' | 'workflow' | 'observability' | 'telemetry' | 'handler' | 'plugin' | 'subscriber' | 'registry';

/** Who publishes an event. */
export type EventSource =
  | 'creation'
  | 'worker'
  | 'operator'
  | 'reaper'
  | 'deadline'
  | 'staleness'
  | 'bottleneck watch'
  | 'handler registry'
  | 'plugin registry'
  | 'subscriber registry'
  | 'application start'
  | 'exporter'
  | 'event bus'
  | 'durable delivery';

/** An event of the engine, as it is declared. */
export interface EngineEvent<Fields extends EventFields = EventFields> {
  readonly category: EventCategory;
  /** When it is published. */
  readonly description: string;
  readonly fields: Fields;
  readonly firedBy: readonly EventSource[];
}

/** Events by name. */
export type EngineEventTable = Readonly<Record<string, EngineEvent>>;
