import type { Provider } from '@nestjs/common';
import { ChangeTeller } from './change.teller.js';
import { CustomEventCatalog } from './custom-event.catalog.js';
import { DurableSubscriptions } from './durable.subscriptions.js';
import { EngineInstruments } from './engine.instruments.js';
import { EventBus } from './event.bus.js';
import { EventNames } from './event.names.js';
import { ListenerExplorer } from './listener.explorer.js';
import { ParameterFilter } from './parameter.filter.js';
import { SubscriberRegistry } from './subscriber.registry.js';

/** What has happened, and who is told. */
export const EVENTS: Provider[] = [
  ParameterFilter,
  EventBus,
  DurableSubscriptions,
  CustomEventCatalog,
  EventNames,
  SubscriberRegistry,
  ListenerExplorer,
  ChangeTeller,
  EngineInstruments,
];
