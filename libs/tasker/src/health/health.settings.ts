/** The checked `health` options. */
export abstract class HealthSettings {
  abstract readonly health: HealthTerms;
}

/** How health is found out, and what counts as bad. */
export interface HealthTerms {
  /** Longest time that all checks of readiness may take together. */
  readonly readinessTimeoutMs: number;
  /** How long an answer is kept. */
  readonly cacheMs: number;
  readonly thresholds: HealthThresholds;
  /** The status is answered with 503 where it is unhealthy. */
  readonly failWhenUnhealthy: boolean;
}

/** From where on a figure is bad. */
export interface HealthThresholds {
  /** The event loop of this process was held up for so long. */
  readonly eventLoopDelayMs: number;
  /** Share of the connections that the server allows. */
  readonly connectionUtilization: number;
  /** Share of the tasks created in the last hour that are in error. */
  readonly errorRate: number;
  /** So long a step is ready and nobody has claimed it. */
  readonly queueAgeMs: number;
}
