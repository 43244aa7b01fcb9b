import type { EntityManager } from 'typeorm';

/** What a task is created with. */
export interface TaskRequest<C = Record<string, unknown>> {
  /** Input of the workflow: a JSON object. */
  readonly context: C;
  /** Who asked for it, at most 128 characters. Default `unknown`. */
  readonly initiator?: string;
  /** Where it came from, at most 128 characters. Default `unknown`. */
  readonly sourceSystem?: string;
  /** Why, at most 128 characters. Default `unknown`. */
  readonly reason?: string;
  readonly tags?: readonly string[];
  /** Higher runs first; an integer, default 0. */
  readonly priority?: number;
  /** Carried through to every step; at most 100 letters, digits, `-` and `_`. */
  readonly correlationId?: string;
  /** The id to use, a UUID: a repeated request with the same id changes nothing. Default: a new one, ordered by time. */
  readonly taskId?: string;
}

/** A request that names its definition instead of passing the handler class. */
export interface NamedTaskRequest<C = Record<string, unknown>> extends TaskRequest<C> {
  readonly name: string;
  /** Default `default`. */
  readonly namespace?: string;
  /** Default: the highest registered version that is not a pre-release. */
  readonly version?: string;
}

/** How tasks are created. */
export interface CreateOptions {
  /**
   * EntityManager of a running transaction on the engine's database: the task is created in it, rolled back and visible together with
   * whatever else it does.
   */
  readonly manager?: EntityManager;
}
