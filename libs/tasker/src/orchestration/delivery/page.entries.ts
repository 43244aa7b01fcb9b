import type { FedEvent } from '../../database/event-feed.store.js';
import type { TaskFacts } from '../../database/transition.document.js';
import type { FeedEntry } from './entry.verdict.js';

/** The entries of a page, each with the facts of its task. */
export function entriesOf({ tasks, events }: { readonly tasks: readonly TaskFacts[]; readonly events: readonly FedEvent[] }): FeedEntry[] {
  const facts = new Map(tasks.map((task) => [task.taskId, task]));
  return events.map((fed) => ({ fed, facts: facts.get(fed.taskId) }));
}
