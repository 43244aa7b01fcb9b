import { inspect } from 'node:util';
import { parseDuration } from './definitions/duration.js';
import { LONGEST_SPAN_MS } from './definitions/lifecycle.settings.js';
import { suggestion } from './model/near-names.js';
import { ConfigurationError } from './model/errors.js';
import { RESTING_TASK_STATES } from './model/states.js';
import type { RetentionSettings } from './orchestration/engine.settings.js';
import type { Section } from './options.section.js';
import { actionOf } from './staleness.section.js';

/** What a person has nothing left to do with: a task that rests in error is kept until somebody has decided. */
const DEFAULT_STATES: RetentionSettings['states'] = ['complete', 'cancelled', 'resolved_manually'];

/** The checked `retention` options. */
export function retentionSettings(section: Section): RetentionSettings {
  return {
    afterMs: period(section.get('after')),
    archive: actionOf(section, 'retention', ['delete', 'archive']) === 'archive',
    batchSize: section.integer('batchSize', { default: 500, min: 1, max: 10_000 }),
    intervalMs: section.duration('interval', '1m', 1_000),
    states: states(section.get('states')),
  };
}

function period(after: unknown): number | null {
  if (after === undefined) return null;
  const milliseconds = parseDuration(after, 'retention.after');
  if (milliseconds < 1_000 || milliseconds > LONGEST_SPAN_MS)
    throw new ConfigurationError('retention.after: must be from 1 s to 100 years');
  return milliseconds;
}

function states(given: unknown): RetentionSettings['states'] {
  if (given === undefined) return DEFAULT_STATES;
  if (!Array.isArray(given) || given.length === 0) {
    throw new ConfigurationError(`retention.states: must be a list of states such as ['complete', 'cancelled']`);
  }
  for (const state of given as unknown[]) {
    if ((RESTING_TASK_STATES as readonly unknown[]).includes(state)) continue;
    const hint = typeof state === 'string' ? suggestion(state, RESTING_TASK_STATES) : '';
    throw new ConfigurationError(
      `retention.states: ${inspect(state)} is no state in which a task is finished${hint}; known are ${RESTING_TASK_STATES.join(', ')}`,
    );
  }
  return [...new Set(given as RetentionSettings['states'])];
}
