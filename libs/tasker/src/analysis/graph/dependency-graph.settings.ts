/** What a step, a path or a failure adds to a score. */
export interface ImpactMultipliers {
  /** For each step behind a bottleneck or a failed step. Default 5. */
  readonly downstreamWeight: number;
  /** For each step behind it that waits for its parents. Default 15. */
  readonly blockedWeight: number;
  /** For each step of a path. Default 10. */
  readonly pathLengthWeight: number;
  /** Taken from the score of a path for each finished step. Default 15. */
  readonly completedPenalty: number;
  /** For each step of a path that waits for its parents. Default 25. */
  readonly blockedPenalty: number;
  /** For each failed step of a path. Default 30. */
  readonly errorPenalty: number;
  /** For each failed step of a path that was tried. Default 10. */
  readonly retryPenalty: number;
}

/** By what the impact of a bottleneck is multiplied. */
export interface SeverityMultipliers {
  /** A step in error. Default 2. */
  readonly errorState: number;
  /** Added to `errorState` when no attempt is left. Default 0.5. */
  readonly exhaustedRetryBonus: number;
  /** A pending step whose parents are not finished. Default 1.2. */
  readonly dependencyIssue: number;
}

/** Points added to an impact. */
export interface PenaltyConstants {
  /** For each attempt. Default 3. */
  readonly retryInstability: number;
  /** No attempt may start. Default 10. */
  readonly nonRetryable: number;
  /** No attempt is left. Default 20. */
  readonly exhaustedRetry: number;
}

/** From which score on a severity is given; below `medium` it is Low. Each is higher than the next. */
export interface SeverityThresholds {
  /** Default 100. */
  readonly critical: number;
  /** Default 50. */
  readonly high: number;
  /** Default 20. */
  readonly medium: number;
}

/** How long steps are taken to last where nothing is measured. */
export interface DurationEstimates {
  /** For each step. Default 30. */
  readonly baseStepSeconds: number;
  /** For each failed step. Default 60. */
  readonly errorPenaltySeconds: number;
  /** For each attempt. Default 30. */
  readonly retryPenaltySeconds: number;
}

/** The checked `dependencyGraph` options (specification: engine core §6.7). */
export abstract class DependencyGraphSettings {
  abstract readonly impactMultipliers: ImpactMultipliers;
  abstract readonly severityMultipliers: SeverityMultipliers;
  abstract readonly penaltyConstants: PenaltyConstants;
  abstract readonly severityThresholds: SeverityThresholds;
  abstract readonly durationEstimates: DurationEstimates;
}

/** What holds where the options say nothing. */
export const DEFAULT_DEPENDENCY_GRAPH: DependencyGraphSettings = {
  impactMultipliers: {
    downstreamWeight: 5,
    blockedWeight: 15,
    pathLengthWeight: 10,
    completedPenalty: 15,
    blockedPenalty: 25,
    errorPenalty: 30,
    retryPenalty: 10,
  },
  severityMultipliers: { errorState: 2, exhaustedRetryBonus: 0.5, dependencyIssue: 1.2 },
  penaltyConstants: { retryInstability: 3, nonRetryable: 10, exhaustedRetry: 20 },
  severityThresholds: { critical: 100, high: 50, medium: 20 },
  durationEstimates: { baseStepSeconds: 30, errorPenaltySeconds: 60, retryPenaltySeconds: 30 },
};
