import { Injectable } from '@nestjs/common';
import { eventNamesOf } from './change.events.js';
import type { CommittedChange } from './committed.change.js';
import { EventBus } from './event.bus.js';

/** Publishes the events of committed changes; what nobody listens to costs a look. */
@Injectable()
export class ChangeTeller {
  constructor(private readonly bus: EventBus) {}

  tell(change: CommittedChange): void {
    for (const name of eventNamesOf(change)) this.bus.announce(name, () => change);
  }
}
