import { Logger } from '@nestjs/common';
import { vi } from 'vitest';
import { CustomEventCatalog } from '../../libs/tasker/src/events/custom-event.catalog.js';
import { EventBus } from '../../libs/tasker/src/events/event.bus.js';
import type { EventSettings } from '../../libs/tasker/src/events/event.settings.js';
import type { LogRecord } from '../../libs/tasker/src/events/log.record.js';

/** One turn of the event loop: a listener that waits gets an event in it, if not all of them. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Enough turns for a handful of events. */
export async function delivered(): Promise<void> {
  for (let count = 0; count < 20; count++) await turn();
}

/** A bus for whose application some events are declared. */
export function busOf({ queueSize = 10_000 } = {}): EventBus {
  const names = ['order.placed', 'order.item.added', 'orders.placed', 'echo.one', 'echo.two'];
  const custom = new CustomEventCatalog();
  custom.declareAll(names.map((name) => ({ name, firedBy: 'test' })));
  return new EventBus(custom, { queueSize } as EventSettings);
}

/** Keeps what is logged out of the output. */
export const logged = (level: 'error' | 'warn') => vi.spyOn(Logger.prototype, level).mockReturnValue(undefined);

/** The records that were logged. */
export const records = (log: ReturnType<typeof logged>) => log.mock.calls.map(([record]) => ({ ...(record as LogRecord) }));
