import type { HealthTerms } from './health/health.settings.js';
import { Section } from './options.section.js';

const THRESHOLDS = ['eventLoopDelay', 'connectionUtilization', 'errorRate', 'queueAge'];

/** The checked `health` options. */
export function healthTerms(section: Section): HealthTerms {
  const thresholds = new Section('health.thresholds', section.get('thresholds'));
  thresholds.knows(THRESHOLDS);
  return {
    readinessTimeoutMs: section.duration('readinessTimeout', '5s', 10),
    cacheMs: section.duration('cacheDuration', '5s'),
    thresholds: {
      eventLoopDelayMs: thresholds.duration('eventLoopDelay', '1s', 1),
      connectionUtilization: thresholds.number('connectionUtilization', { default: 0.9, min: 0, max: 1 }),
      errorRate: thresholds.number('errorRate', { default: 0.5, min: 0, max: 1 }),
      queueAgeMs: thresholds.duration('queueAge', '15m', 1),
    },
    failWhenUnhealthy: section.flag('failWhenUnhealthy', false),
  };
}
