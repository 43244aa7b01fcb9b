import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { EventBus, EventCatalog, eventJson, type TaskerEvent } from 'nestjs-tasker';
import type { EngineApp } from './engine.js';

/** An event as a listener got it. */
export type HeardEvent = TaskerEvent<Record<string, any>>;

/** Whatever the bus of an application publishes from now on, in order. */
export function hear(app: EngineApp, patterns: string | string[] = '*'): HeardEvent[] {
  const heard: HeardEvent[] = [];
  app.module.get(EventBus, { strict: false }).subscribe(patterns, (event: HeardEvent) => void heard.push(event));
  return heard;
}

/** Names of the events of one task, in order. */
export function namesOf(heard: readonly HeardEvent[], taskId?: string): string[] {
  return heard.filter(({ payload }) => taskId === undefined || payload.taskId === taskId).map(({ name }) => name);
}

/** The only event of a name. */
export function only(heard: readonly HeardEvent[], name: string): Record<string, any> {
  const found = heard.filter((event) => event.name === name);
  if (found.length !== 1) throw new Error(`${found.length} events ${name} among ${heard.map((event) => event.name).join(', ')}`);
  return found[0]!.payload;
}

const ajv = addFormats.default(new Ajv({ allowUnionTypes: true }));
const validators = new Map<string, ValidateFunction>();

/** Fails for an event whose payload is not what the catalogue of the application says. */
export function expectCatalogued(app: EngineApp, heard: readonly HeardEvent[]): void {
  const catalog: EventCatalog = app.module.get(EventBus, { strict: false }).catalog();
  for (const event of heard) {
    let validate = validators.get(event.name);
    if (validate === undefined) {
      const info = catalog.byName(event.name);
      if (info === undefined) throw new Error(`event ${event.name} is not in the catalogue`);
      validators.set(event.name, (validate = ajv.compile(info.payloadSchema)));
    }
    if (!validate(eventJson(event).payload)) throw new Error(`${event.name}: ${ajv.errorsText(validate.errors)}`);
  }
}
