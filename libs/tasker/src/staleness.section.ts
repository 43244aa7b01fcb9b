import { parseDuration } from './definitions/duration.js';
import { LONGEST_SPAN_MS } from './definitions/lifecycle.settings.js';
import { ConfigurationError } from './model/errors.js';
import type { StalenessSettings } from './orchestration/engine.settings.js';
import type { Section } from './options.section.js';

/** The checked `staleness` options. */
export function stalenessSettings(section: Section): StalenessSettings {
  return {
    limits: {
      waitingMs: span(section, 'waiting', '1h'),
      lifetimeMs: span(section, 'lifetime', '24h'),
      lostAttempts: section.get('lostAttempts') === false ? null : section.integer('lostAttempts', { default: 3, min: 1, max: 1_000_000 }),
      fail: actionOf(section, 'staleness', ['warn', 'fail']) === 'fail',
    },
    intervalMs: section.duration('interval', '1m', 1_000),
  };
}

function span(section: Section, key: string, byDefault: string): number | null {
  const value = section.has(key) ? section.get(key) : byDefault;
  if (value === false) return null;
  const milliseconds = parseDuration(value, `staleness.${key}`);
  if (milliseconds < 1_000 || milliseconds > LONGEST_SPAN_MS)
    throw new ConfigurationError(`staleness.${key}: must be from 1 s to 100 years`);
  return milliseconds;
}

/** The first of the words when none is given. */
export function actionOf<W extends string>(section: Section, group: string, words: readonly [W, ...W[]]): W {
  const action = section.has('action') ? section.get('action') : words[0];
  if (!(words as readonly unknown[]).includes(action)) {
    throw new ConfigurationError(`${group}.action: must be ${words.map((word) => `'${word}'`).join(' or ')}`);
  }
  return action as W;
}
