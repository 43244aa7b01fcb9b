import type { JsonSchema } from '../../model/json.js';
import type { EventCategory } from './engine.event.js';

/** What the catalogue knows of an event. */
export interface EventInfo {
  readonly name: string;
  readonly category: EventCategory | 'custom';
  readonly description: string;
  /** JSON Schema (draft-07) of the JSON form of its payload; `{}` where nobody declared one. */
  readonly payloadSchema: JsonSchema;
  /** A payload in its JSON form; null where nobody declared one. */
  readonly examplePayload: Readonly<Record<string, unknown>> | null;
  /** Who publishes it; nobody for a name that is only listed for what replaces it. */
  readonly firedBy: readonly string[];
  /** Whether `@OnTaskerEvent(…, { durable: true })` can have it. */
  readonly durable: boolean;
  /** Other names under which it can be subscribed to. */
  readonly aliases: readonly string[];
  /** For a name of the specification that nothing fires: what to listen to instead. Null for every other one. */
  readonly replacedBy: readonly string[] | null;
}
