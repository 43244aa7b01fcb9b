/** The checked `live` options. */
export abstract class LiveSettings {
  abstract readonly live: LiveTerms;
}

/** How live changes are read and sent. */
export interface LiveTerms {
  /** Least time between two looks at the history while somebody listens. */
  readonly pollMs: number;
  /** A stream without changes says so often that it is alive. */
  readonly heartbeatMs: number;
  /** Longest life of a stream. */
  readonly maxDurationMs: number;
  /** Most streams of this process. */
  readonly maxStreams: number;
  /** Most of them of one caller. */
  readonly maxStreamsPerCaller: number;
}
