import { types } from 'pg';

const TEXT_ARRAY: number = 1009;
const textArray = types.getTypeParser(TEXT_ARRAY) as (text: string) => string[];

/**
 * Names a parent among the results of parents: its named step id behind a letter. An object keeps values under bare numbers in a list as long
 * as the largest of them.
 */
export type ParentKey = `s${number}`;

/** Results of parents. */
export type ParentResults = Readonly<Record<ParentKey, unknown>>;

export function parentKey(namedStepId: number): ParentKey {
  return `s${namedStepId}`;
}

export function namedStepIdOf(key: string): number {
  return Number(key.slice(1));
}

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
  /** Results of the parents; null for a root. What they hold is what was returned, the order of its keys is nobody's promise. */
  readonly parents: ParentResults | null;
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

/**
 * A row of `advance`, `create_tasks` or `recover_claims`, in the order of their columns; JSON and arrays as text. Of a 'handed' row what its
 * task has for all steps is null, and `origin` is the only parent, or null where there are several.
 */
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
  return new StoredClaim(row, claimedAt, null);
}

/** A step that was handed over with the completion of a parent, from its 'handed' row and the outcomes that were sent. */
export function handedStep(row: EngineRow, sent: HandedFrom, claimedAt: string): ClaimedStep {
  return new StoredClaim(row, claimedAt, sent);
}

/** Whether the claim can lend its task's part to the steps that are handed over when it is completed. */
export function canLend(claim: ClaimedStep | undefined): boolean {
  return claim instanceof StoredClaim;
}

/** What a 'handed' row leaves out: it is with the claims whose outcomes were sent. */
export interface HandedFrom {
  /** A claim of the same task. */
  readonly claim: ClaimedStep;
  /** Results of the only parent; undefined where the row has those of several. */
  readonly parents: ParentResults | undefined;
}

/** What all steps of a task have in common. */
interface TaskPart extends Pick<ClaimedStep, 'namedTaskId' | 'correlationId' | 'tags' | 'traceparent'> {
  readonly contextText: string;
}

class StoredClaim implements ClaimedStep, TaskPart {
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
  readonly parents: ParentResults | null;
  readonly traceparent: string | null;
  readonly lane: number;
  readonly waitMs: number | null;
  readonly retried: boolean;
  readonly retryOf: string | null;
  readonly contextText: string;
  private readonly inputsText: string | null;

  /** One order of fields whatever it is made from: claims have one shape. */
  constructor(
    row: EngineRow,
    readonly claimedAt: string | null,
    from: HandedFrom | null,
  ) {
    const task = from === null ? taskPartOf(row) : (from.claim as StoredClaim);
    // SQL step_origin: what was in error counts from -1 down. What is handed over has not waited.
    const origin = from === null ? row[16] : 0;
    this.taskId = row[1];
    this.stepId = row[2];
    this.attempt = row[3];
    this.namedTaskId = task.namedTaskId;
    this.namedStepId = row[5];
    this.retryLimit = row[6];
    this.timeoutMs = row[7];
    this.correlationId = task.correlationId;
    this.tags = from === null ? task.tags : [...task.tags];
    this.contextText = task.contextText;
    this.inputsText = row[11];
    this.results = parsed(row[12]);
    this.parents = from?.parents ?? (parsed(row[13]) as ParentResults | null);
    this.traceparent = task.traceparent;
    this.lane = row[15];
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

function taskPartOf(row: EngineRow): TaskPart {
  const tags = row[9] === '{}' ? [] : textArray(row[9]);
  return { namedTaskId: row[4], correlationId: row[8], tags, traceparent: row[14], contextText: row[10] };
}

function parsed(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}
