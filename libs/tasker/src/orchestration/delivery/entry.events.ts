import { Injectable } from '@nestjs/common';
import type { FedEvent } from '../../database/event-feed.store.js';
import { ChangeTeller } from '../../events/change.teller.js';
import { eventNamesOf } from '../../events/change.events.js';
import type { DurableEvent } from '../../events/durable.event.js';
import { ParameterFilter } from '../../events/parameter.filter.js';
import type { ContentFilter } from '../../events/secret.filter.js';
import { changesOf } from '../news/history.changes.js';
import type { FeedEntry } from './entry.verdict.js';

/** Makes of entries of the feed what subscribers get: the same payloads as in the process that committed them. */
@Injectable()
export class EntryEvents {
  constructor(
    private readonly teller: ChangeTeller,
    private readonly filter: ParameterFilter,
  ) {}

  /** The events of an entry that a subscriber wants, in order. */
  of({ fed, facts }: FeedEntry, wants: (name: string) => boolean): DurableEvent[] {
    if (fed.kind === 'custom') return wants(fed.name) ? [this.custom(fed)] : [];
    // A task that was deleted after the page was read: nobody can say what happened to it.
    if (facts === undefined) return [];
    const { kind, transition, taskId } = fed;
    return changesOf(transition, facts).flatMap((change) =>
      eventNamesOf(change)
        .filter(wants)
        .map((name) =>
          Object.freeze({
            id: `${kind}:${transition.id}:${name}`,
            name,
            taskId,
            payload: this.teller.payload(name, change),
            at: change.at,
          }),
        ),
    );
  }

  /** What masks the texts of a subscriber that was given an entry: it may quote whatever the entry says. */
  filterOf({ fed, facts }: FeedEntry): ContentFilter {
    return this.filter.textFilter([facts?.context, fed.kind === 'custom' ? fed.payload : fed.transition]);
  }

  private custom({ position, name, payload, taskId, at }: FedEvent & { kind: 'custom' }): DurableEvent {
    return Object.freeze({ id: `custom:${position}:${name}`, name, taskId, payload: this.filter.content(payload), at: new Date(at) });
  }
}
