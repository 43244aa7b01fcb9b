import type { Outcome } from '../database/outcome.js';
import type { AdvanceReport } from '../database/tasker.functions.js';
import { claimName } from './running.steps.js';

type PublishedEvent = NonNullable<Outcome['events']>[number];

/** The events of outcomes that a call has committed: not those of claims that were lost, nor of tasks that somebody holds. */
export function committedEvents(outcomes: readonly Outcome[], report: AdvanceReport): readonly PublishedEvent[] {
  const withEvents = outcomes.filter(({ events }) => events !== undefined);
  if (withEvents.length === 0) return [];
  const refused = new Set([...report.settled.filter(({ state }) => state === 'rejected'), ...report.held].map(claimName));
  return withEvents.filter((outcome) => !refused.has(claimName(outcome))).flatMap(({ events }) => events ?? []);
}

/** Custom events of outcomes as SQL `keep_events` reads them: [[task, step, attempt, name, payload]]; null when there are none. */
export function eventsJson(outcomes: readonly Outcome[]): string | null {
  const withEvents = outcomes.filter(({ events }) => events !== undefined);
  if (withEvents.length === 0) return null;
  const kept = withEvents.flatMap(({ events, taskId, stepId, attempt }) =>
    (events ?? []).map(({ name, payload }) => [taskId, stepId, attempt, name, payload]),
  );
  return kept.length === 0 ? null : JSON.stringify(kept);
}
