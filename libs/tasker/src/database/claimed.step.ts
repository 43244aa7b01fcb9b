/** A step that this worker holds, with everything its handler needs. */
export interface ClaimedStep {
  readonly taskId: string;
  readonly stepId: number;
  /** Number of this attempt; with the worker's id it is the claim. */
  readonly attempt: number;
  readonly namedTaskId: number;
  readonly namedStepId: number;
  readonly retryLimit: number;
  readonly timeoutMs: number | null;
  readonly correlationId: string | null;
  readonly tags: readonly string[];
  readonly context: unknown;
  readonly inputs: unknown;
  readonly results: unknown;
  /** Results of the parents by named step id; null for a root. */
  readonly parents: Readonly<Record<string, unknown>> | null;
  /** W3C trace context that the task was created with. */
  readonly traceparent: string | null;
  /** Lane that it was claimed from: it belongs to the declared step whose handler runs it. */
  readonly lane: number;
  /** How long it could have been claimed before it was; null where nobody knows. */
  readonly waitMs: number | null;
  /** It was in error before: the attempt repeats a failed one. */
  readonly retried: boolean;
  /** W3C trace context of the attempt that failed before, if it had one. */
  readonly retryOf: string | null;
  /** When it was claimed, by the clock of the database, ISO 8601; null where nobody knows. */
  readonly claimedAt: string | null;
}

/** A row of `advance`, `create_tasks` or `recover_claims`, in the order of their columns. */
export type EngineRow = readonly [
  kind: string,
  taskId: string,
  stepId: number,
  attempt: number,
  namedTaskId: number,
  namedStepId: number,
  retryLimit: number,
  timeoutMs: number | null,
  correlationId: string | null,
  tags: string[],
  context: unknown,
  inputs: unknown,
  results: unknown,
  parents: Record<string, unknown> | null,
  traceparent: string | null,
  lane: number,
  origin: number | null,
  retryOf: string | null,
];

export function claimedStep(row: EngineRow, claimedAt: string | null): ClaimedStep {
  const origin = row[16];
  return {
    taskId: row[1],
    stepId: row[2],
    attempt: row[3],
    namedTaskId: row[4],
    namedStepId: row[5],
    retryLimit: row[6],
    timeoutMs: row[7],
    correlationId: row[8],
    tags: row[9],
    context: row[10],
    inputs: row[11],
    results: row[12],
    parents: row[13],
    traceparent: row[14],
    lane: row[15],
    // SQL step_origin: what was in error counts from -1 down.
    waitMs: origin === null || origin >= 0 ? origin : -1 - origin,
    retried: origin !== null && origin < 0,
    retryOf: row[17],
    claimedAt,
  };
}
