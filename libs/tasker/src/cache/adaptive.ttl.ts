import type { TtlTerms } from './cache.settings.js';

/** How a group of keys is used. */
export interface CacheUse {
  /** Share of accesses that found an answer, 0 to 1; 0: unknown. */
  readonly hitRate: number;
  /** What computing an answer takes, in seconds; 0: unknown. */
  readonly generationSeconds: number;
  /** Accesses, older ones counted less; 0: unknown. */
  readonly accessFrequency: number;
}

/** Nothing is known yet. */
export const UNKNOWN_USE: CacheUse = { hitRate: 0, generationSeconds: 0, accessFrequency: 0 };

/**
 * For how many seconds an answer is kept (specification: engine core §6.9): longer where answers are asked for often and cost much, shorter
 * where they are rarely found again or cost nothing.
 *
 * @example adaptiveTtl(terms, 90, { hitRate: 0.9, generationSeconds: 2, accessFrequency: 200 }) // 90 × 1.5 × 1.3 × 1.2 = 210
 */
export function adaptiveTtl(terms: TtlTerms, baseSeconds: number, use: CacheUse): number {
  if (!terms.adaptive) return baseSeconds;
  const wanted = baseSeconds * byHitRate(use.hitRate) * byCost(use.generationSeconds) * byFrequency(use.accessFrequency);
  return Math.min(Math.max(Math.trunc(wanted), terms.minSeconds), terms.maxSeconds);
}

/** Whether so much of the room is in use that new entries must not stay long: where times adapt at all. */
export function underPressure(terms: TtlTerms, utilization: number | null): boolean {
  return terms.adaptive && utilization !== null && utilization >= terms.pressureThreshold;
}

function byHitRate(rate: number): number {
  if (rate > 0.8) return 1.5;
  return rate > 0 && rate < 0.3 ? 0.7 : 1;
}

function byCost(seconds: number): number {
  if (seconds > 1) return 1.3;
  return seconds > 0 && seconds < 0.1 ? 0.8 : 1;
}

function byFrequency(frequency: number): number {
  if (frequency > 100) return 1.2;
  return frequency > 0 && frequency < 5 ? 0.9 : 1;
}
