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
  /** Higher runs first; an integer. Default: the definition's, 0. */
  readonly priority?: number;
  /** Carried through to every step; at most 100 letters, digits, `-` and `_`. */
  readonly correlationId?: string;
  /**
   * W3C trace context of the caller, `00-<trace id>-<span id>-<flags>`: the spans of the task belong to its trace, API steps send it on.
   * Default: the active span's, where the process has an OpenTelemetry SDK.
   */
  readonly traceparent?: string;
  /** Steps to leave out: each must be `skippable`. They count as resolved from the beginning. */
  readonly bypassSteps?: readonly string[];
  /**
   * Makes a repeated request harmless: a second one with the same key, for the same namespace and name, gives the task of the first, as long
   * as that is stored. 1 to 255 characters. Another request under the same key is refused with `DuplicateTaskError`.
   */
  readonly idempotencyKey?: string;
  /** The id to use, a UUID: a repeated request with the same id changes nothing. Default: a new one, ordered by time. */
  readonly taskId?: string;
}

/** A request that names its definition instead of passing the handler class. */
export interface NamedTaskRequest<C = Record<string, unknown>> extends TaskRequest<C> {
  readonly name: string;
  /** Default `default`. */
  readonly namespace?: string;
  /** An exact version, a range such as `^1.2.0`, or `latest`. Default: the highest registered version that is not a pre-release. */
  readonly version?: string;
}

/** How tasks are created. */
export interface CreateOptions {
  /**
   * EntityManager of a running transaction on the engine's database: the task is created in it, rolled back and visible together with
   * whatever else it does.
   */
  readonly manager?: EntityManager;
  /**
   * Who stands as the initiator of requests that name none. It does not count when requests are compared: somebody else may repeat such a
   * request.
   */
  readonly defaultInitiator?: string;
}
