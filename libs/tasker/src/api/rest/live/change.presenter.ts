import type { LiveChange, LiveStep, LiveTransition } from '../../../orchestration/live/live.change.js';
import { isoTime } from '../step.presenter.js';

/** What a change says of a step, as REST shows it. */
export interface LiveStepJson {
  readonly workflow_step_id: number;
  readonly name: string;
  readonly attempt: number;
  readonly started_at: string | null;
  readonly worker_id: string | null;
  readonly error: {
    readonly message: string;
    readonly error_class: string;
    readonly error_code: string | null;
    readonly permanent: boolean;
    readonly context: Readonly<Record<string, unknown>>;
  } | null;
}

/** A change of a task or of one of its steps, as REST shows it. Times are ISO-8601 in UTC. */
export interface LiveChangeJson {
  readonly task_id: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** `<namespace>.<name>@<version>` */
  readonly full_name: string;
  readonly at: string;
  /** Null: the task was created. */
  readonly from_status: string | null;
  readonly to_status: string;
  /** Of the task, when this was read. */
  readonly task_status: string;
  readonly actor: string | null;
  readonly reason: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** Null: of the task itself. */
  readonly workflow_step: LiveStepJson | null;
}

/** A change as the data of an event. */
export function presentChange(change: LiveTransition): LiveChangeJson {
  const { namespace, name, version } = change;
  return {
    ...{ task_id: change.taskId, namespace, name, version, full_name: `${namespace}.${name}@${version}` },
    ...{ at: change.at.toISOString(), from_status: change.from, to_status: change.to, task_status: change.taskState },
    ...{ actor: change.actor, reason: change.reason, metadata: change.metadata },
    workflow_step: change.step === null ? null : presentStep(change.step),
  };
}

function presentStep({ stepId, name, attempt, startedAt, workerId, error }: LiveStep): LiveStepJson {
  return {
    ...{ workflow_step_id: stepId, name, attempt, started_at: isoTime(startedAt), worker_id: workerId },
    error:
      error === null
        ? null
        : {
            ...{ message: error.message, error_class: error.errorClass, error_code: error.errorCode },
            ...{ permanent: error.permanent, context: error.context },
          },
  };
}

/** How long a client waits before it comes back, in milliseconds. */
const RETRY_MS = 2_000;

/** The beginning of a stream: what is committed from here on is told. */
export function beginning(cursor: string): string {
  return `retry: ${RETRY_MS}\n${eventText('ready', cursor, { cursor })}`;
}

/** A change as an event. */
export function changeText(change: LiveChange): string {
  return eventText(change.kind, change.cursor, change.kind === 'reset' ? { cursor: change.cursor } : presentChange(change));
}

/** Tells nothing but the place: a client that comes back much later has not to read everything that did not concern it. */
export function heartbeat(cursor: string): string {
  return `: still here\nid: ${cursor}\n\n`;
}

/** JSON has no line breaks of its own: one line of data is enough. */
function eventText(event: string, cursor: string, data: object): string {
  return `id: ${cursor}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
