import { Injectable } from '@nestjs/common';
import type { EngineEventName } from './catalog/engine.events.js';
import { eventNamesOf, toldOfMove, type ChangeMove } from './change.events.js';
import { maskedChange } from './change.mask.js';
import type { CommittedChange } from './committed.change.js';
import { EventBus, type PayloadSource } from './event.bus.js';
import { ParameterFilter } from './parameter.filter.js';
import { payloadOf } from './payloads/change.payload.js';

/** Publishes the events of committed changes; what nobody listens to costs a look. */
@Injectable()
export class ChangeTeller {
  constructor(
    private readonly bus: EventBus,
    private readonly filter: ParameterFilter,
  ) {}

  /**
   * Whether somebody can take what tells of such a change: most changes are told to nobody, and need not be put together. Where everybody who
   * listens is full, that is counted here.
   */
  isHeard(move: ChangeMove): boolean {
    const { names, whole } = toldOfMove(move);
    let listens = false;
    for (const name of names) {
      if (this.bus.hasRoom(name)) return true;
      listens ||= this.bus.wants(name);
    }
    if (!listens || !whole) return listens;
    this.missed(move);
    return false;
  }

  /** As `tell`, of a change that is put together only when a listener reads what tells of it. */
  tellOf(move: ChangeMove, make: () => CommittedChange): void {
    const { names, whole } = toldOfMove(move);
    if (!whole) return this.tell(make());
    const told = new ToldChange(make, this.filter);
    for (const name of names) this.bus.announceLasting(name, told);
  }

  /** Nobody could put together what tells of such a change. */
  missed(move: ChangeMove): void {
    for (const name of toldOfMove(move).names) this.bus.miss(name);
  }

  tell(change: CommittedChange): void {
    this.announce(change, eventNamesOf(change));
  }

  /** Events that tell of something about the change which its states do not show. */
  announce(change: CommittedChange, names: readonly EngineEventName[]): void {
    const told = new ToldChange(() => change, this.filter);
    for (const name of names) this.bus.announceLasting(name, told);
  }

  /** What an event says of a change, without what must not be shown. */
  payload(name: string, change: CommittedChange): object {
    return payloadOf(name, maskedChange(change, this.filter));
  }
}

/** A change that is put together, without what must not be shown, when the first of its events is read. */
class ToldChange implements PayloadSource {
  private masked: CommittedChange | undefined;

  constructor(
    private readonly make: () => CommittedChange,
    private readonly filter: ParameterFilter,
  ) {}

  payloadOf(name: string): unknown {
    return payloadOf(name, (this.masked ??= maskedChange(this.make(), this.filter)));
  }
}
