import type { Provider } from '@nestjs/common';
import { ChangeTeller } from './change.teller.js';
import { CustomEventCatalog } from './custom-event.catalog.js';
import { DurableSubscriptions } from './durable.subscriptions.js';
import { EngineInstruments } from './engine.instruments.js';
import { EventBus } from './event.bus.js';
import { EventNames } from './event.names.js';
import { ListenerExplorer } from './listener.explorer.js';
import { FilterSettings } from './event.settings.js';
import { filterRecords } from './log.record.js';
import { ParameterFilter } from './parameter.filter.js';
import { SubscriberRegistry } from './subscriber.registry.js';

/** What has happened, and who is told. */
export const EVENTS: Provider[] = [
  { provide: ParameterFilter, inject: [FilterSettings], useFactory: recordFilter },
  EventBus,
  DurableSubscriptions,
  CustomEventCatalog,
  EventNames,
  SubscriberRegistry,
  ListenerExplorer,
  ChangeTeller,
  EngineInstruments,
];

/** Of an application: it masks the records of the whole process, from the moment at which it is made. */
function recordFilter(settings: FilterSettings): ParameterFilter {
  const filter = new ParameterFilter(settings);
  filterRecords(filter);
  return filter;
}
