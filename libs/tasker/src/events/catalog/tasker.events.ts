import type { ENGINE_EVENTS, EngineEventName, EVENT_ALIASES, EventAlias } from './engine.events.js';
import type { PayloadOf } from './event.fields.js';

type Payloads = { readonly [Name in EngineEventName]: PayloadOf<(typeof ENGINE_EVENTS)[Name]['fields']> };
type Aliased = { readonly [Name in EventAlias]: Payloads[(typeof EVENT_ALIASES)[Name]] };

/**
 * Payloads of the engine's events by name. Declare your own events in it, and their listeners are typed too.
 *
 * @example
 * declare module 'nestjs-tasker' {
 *   interface TaskerEvents {
 *     'order.shipped': { orderId: number };
 *   }
 * }
 */
export interface TaskerEvents extends Payloads, Aliased {}

/** What an event of this name contains; anything for a name or pattern that `TaskerEvents` does not list. */
export type EventPayload<Name extends string> = Name extends keyof TaskerEvents ? TaskerEvents[Name] : any;
