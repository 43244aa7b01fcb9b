/** The checked `analytics` options. */
export abstract class AnalyticsSettings {
  /** Null: analytics is off in this process. It counts nothing, and AnalyticsService gives no answers. */
  abstract readonly terms: AnalyticsTerms | null;
}

/** How the history is counted, and how old an answer may be. */
export interface AnalyticsTerms {
  /** How often one process of the cluster counts what was committed since the last time. */
  readonly intervalMs: number;
  /** How long figures of whole hours are kept. */
  readonly keepMs: number;
  /** What was counted longer ago than this is brought up to date before a question is answered. */
  readonly maxAgeMs: number;
}
