import { types } from 'pg';

const TEXT_ARRAY: number = 1009;
const textArray = types.getTypeParser(TEXT_ARRAY) as (text: string) => string[];

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
  /** Another copy each time it is read, as `inputs`: what is told of a claim later must not show what its handler made of them. */
  readonly context: unknown;
  /** Characters of the context as JSON; undefined where nobody counted. */
  readonly contextLength?: number;
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

/** A row of `advance`, `create_tasks` or `recover_claims`, in the order of their columns; JSON and arrays as text. */
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
  tags: string,
  context: string,
  inputs: string | null,
  results: string | null,
  parents: string | null,
  traceparent: string | null,
  lane: number,
  origin: number | null,
  retryOf: string | null,
];

export function claimedStep(row: EngineRow, claimedAt: string | null): ClaimedStep {
  return new StoredClaim(row, claimedAt);
}

class StoredClaim implements ClaimedStep {
  readonly taskId: string;
  readonly stepId: number;
  readonly attempt: number;
  readonly namedTaskId: number;
  readonly namedStepId: number;
  readonly retryLimit: number;
  readonly timeoutMs: number | null;
  readonly correlationId: string | null;
  readonly tags: readonly string[];
  readonly results: unknown;
  readonly parents: Readonly<Record<string, unknown>> | null;
  readonly traceparent: string | null;
  readonly lane: number;
  readonly waitMs: number | null;
  readonly retried: boolean;
  readonly retryOf: string | null;
  private readonly contextText: string;
  private readonly inputsText: string | null;

  constructor(
    row: EngineRow,
    readonly claimedAt: string | null,
  ) {
    this.taskId = row[1];
    this.stepId = row[2];
    this.attempt = row[3];
    this.namedTaskId = row[4];
    this.namedStepId = row[5];
    this.retryLimit = row[6];
    this.timeoutMs = row[7];
    this.correlationId = row[8];
    this.tags = row[9] === '{}' ? [] : textArray(row[9]);
    this.contextText = row[10];
    this.inputsText = row[11];
    this.results = parsed(row[12]);
    this.parents = parsed(row[13]) as Record<string, unknown> | null;
    this.traceparent = row[14];
    this.lane = row[15];
    // SQL step_origin: what was in error counts from -1 down.
    const origin = row[16];
    this.waitMs = origin === null || origin >= 0 ? origin : -1 - origin;
    this.retried = origin !== null && origin < 0;
    this.retryOf = row[17];
  }

  get context(): unknown {
    return parsed(this.contextText);
  }

  get contextLength(): number {
    return this.contextText.length;
  }

  get inputs(): unknown {
    return parsed(this.inputsText);
  }
}

function parsed(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}
