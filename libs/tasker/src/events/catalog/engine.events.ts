import type { EngineEvent } from './engine.event.js';
import { snakeCase } from './event.fields.js';
import { EXPORT_EVENTS, REGISTRY_EVENTS } from './registry.events.js';
import { STEP_EVENTS } from './step.events.js';
import { TASK_EVENTS } from './task.events.js';
import { OBSERVABILITY_EVENTS, WORKFLOW_EVENTS } from './workflow.events.js';

/** Every event that the engine fires, with what it contains. */
export const ENGINE_EVENTS = {
  ...TASK_EVENTS,
  ...STEP_EVENTS,
  ...WORKFLOW_EVENTS,
  ...OBSERVABILITY_EVENTS,
  ...EXPORT_EVENTS,
  ...REGISTRY_EVENTS,
} as const;

/** Name of an event that the engine fires. */
export type EngineEventName = keyof typeof ENGINE_EVENTS;

/** In the order of the catalogue. */
export const ENGINE_EVENT_NAMES = Object.keys(ENGINE_EVENTS) as readonly EngineEventName[];

/** Other names for events: whoever listens to one gets the event under its own name. */
export const EVENT_ALIASES = {
  'task.started': 'task.start_requested',
  'step.started': 'step.execution_requested',
} as const satisfies Readonly<Record<string, EngineEventName>>;

/** A second name of an event. */
export type EventAlias = keyof typeof EVENT_ALIASES;

/** Whether the engine fires an event of this name. */
export function isEngineEvent(name: string): name is EngineEventName {
  return Object.hasOwn(ENGINE_EVENTS, name);
}

/** The event behind a name or an alias; undefined when the engine fires none. */
export function engineEventName(name: string): EngineEventName | undefined {
  const meant = Object.hasOwn(EVENT_ALIASES, name) ? EVENT_ALIASES[name as EventAlias] : name;
  return isEngineEvent(meant) ? meant : undefined;
}

/** The event behind a name or an alias; undefined when the engine fires none. */
export function engineEvent(name: string): EngineEvent | undefined {
  const known = engineEventName(name);
  return known === undefined ? undefined : ENGINE_EVENTS[known];
}

/** Fields of the JSON form of an event of the engine. */
export function payloadFields(name: EngineEventName): readonly string[] {
  return Object.keys(ENGINE_EVENTS[name].fields).map(snakeCase);
}
