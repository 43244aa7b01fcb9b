import type { ParameterFilter } from '../../events/parameter.filter.js';
import type { ChangeDocument } from '../../database/history.reader.js';
import type { TaskState } from '../../model/states.js';

/** What a change says of a step. */
export interface LiveStep {
  /** Its place in the task. */
  readonly stepId: number;
  readonly name: string;
  readonly attempt: number;
  /** When the attempt began that has ended; null where none did. */
  readonly startedAt: Date | null;
  readonly workerId: string | null;
  /** Why the attempt failed, with what is sensitive masked; null where it did not. */
  readonly error: LiveError | null;
}

/** Why an attempt failed: as the step has it, without its backtrace. */
export interface LiveError {
  readonly message: string;
  readonly errorClass: string;
  readonly errorCode: string | null;
  readonly permanent: boolean;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Something that was committed to the history of a task or of one of its steps. */
export interface LiveTransition {
  /**
   * `task.created`; `task.changed` and `step.changed`: a transition. An attempt of a step is told when it has ended: `from` is in_progress then,
   * and `step.startedAt` says since when.
   */
  readonly kind: 'task.created' | 'task.changed' | 'step.changed';
  /** Names the place behind this change: `after` of a later stream of the same tasks. */
  readonly cursor: string;
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** When it happened, by the clock of the database. */
  readonly at: Date;
  /** Null: the task was created. The same as `to`: a person acted without changing the state, `metadata.action` says how. */
  readonly from: TaskState | null;
  readonly to: TaskState;
  /** State of the task when this was read. */
  readonly taskState: TaskState;
  readonly actor: string | null;
  readonly reason: string | null;
  /** With what is sensitive masked. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** Null: of the task itself. */
  readonly step: LiveStep | null;
}

/**
 * Changes may have been left out, since what happened cannot be told any more: read anew what is shown. The stream goes on. It comes after a
 * database was set back, or when more transactions stay open than can be followed.
 */
export interface LiveReset {
  readonly kind: 'reset';
  readonly cursor: string;
}

/** What a stream of live changes gives. */
export type LiveChange = LiveTransition | LiveReset;

const WORDS = { 1: 'task.created', 2: 'step.changed', 3: 'task.changed' } as const;

/** A row of the history as listeners are told it. */
export function changeOf(document: ChangeDocument, cursor: string, filter: ParameterFilter): LiveTransition {
  const { taskId, namespace, name, version, from, to, taskState, actor, reason, metadata, step } = document;
  return {
    ...{ kind: WORDS[document.kind], cursor, taskId, namespace, name, version, at: new Date(document.at), from, to, taskState },
    ...{ actor, reason: reason === null ? null : filter.text(reason), metadata: filter.content(metadata) as LiveTransition['metadata'] },
    step: step === undefined ? null : stepOf(step, filter),
  };
}

function stepOf(step: NonNullable<ChangeDocument['step']>, filter: ParameterFilter): LiveStep {
  const { stepId, name, attempt, startedAt, workerId, error } = step;
  return {
    ...{ stepId, name, attempt, startedAt: startedAt === null ? null : new Date(startedAt), workerId },
    error: error === null ? null : errorOf(filter.content(error) as NonNullable<typeof error>),
  };
}

function errorOf({ message, errorClass, errorCode, permanent, context }: Readonly<Record<string, unknown>>): LiveError {
  return {
    message: typeof message === 'string' ? message : '',
    errorClass: typeof errorClass === 'string' ? errorClass : 'Error',
    errorCode: typeof errorCode === 'string' ? errorCode : null,
    permanent: permanent === true,
    context: typeof context === 'object' && context !== null ? (context as LiveError['context']) : {},
  };
}
