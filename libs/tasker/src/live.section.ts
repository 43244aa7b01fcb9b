import type { Section } from './options.section.js';
import type { LiveTerms } from './orchestration/live/live.settings.js';

/** The checked `live` options. */
export function liveTerms(section: Section): LiveTerms {
  return {
    pollMs: section.duration('pollInterval', '200ms', 10),
    heartbeatMs: section.duration('heartbeat', '15s', 100),
    maxDurationMs: section.duration('maxDuration', '1h', 100),
    maxStreams: section.integer('maxStreams', { default: 1_000, min: 1, max: 100_000 }),
    maxStreamsPerCaller: section.integer('maxStreamsPerCaller', { default: 100, min: 1, max: 100_000 }),
  };
}
