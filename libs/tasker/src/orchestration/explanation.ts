import type { Circuit } from '../database/progress.reader.js';
import type { StepState, TaskState } from '../model/states.js';

/** A step that another one is about. */
export interface StepMention {
  /** Place of the step in its task. */
  readonly stepId: number;
  readonly name: string;
  readonly state: StepState;
}

/** What went wrong in the latest attempt. */
export interface FailureDetail {
  readonly error: { readonly message: string | null; readonly errorClass: string | null; readonly errorCode: string | null };
  readonly attempts: number;
  readonly retryLimit: number;
  /** Failed only because its attempts were used up: a higher retry limit lets it go on. */
  readonly exhausted: boolean;
  readonly failedAt: Date | null;
}

/** The attempt that somebody holds. `host` and `pid` are null when the worker's row is gone. */
export interface ClaimDetail {
  readonly workerId: string;
  readonly host: string | null;
  readonly pid: number | null;
  readonly claimedAt: Date;
  readonly attempt: number;
  /** Null without a time limit. */
  readonly timeoutMs: number | null;
  readonly timeoutAt: Date | null;
  /** The worker's last sign of life. */
  readonly silentSince: Date | null;
}

/** Parents that are not done: those that stand in the way first, at most 20 of `count`. */
export interface ParentsDetail {
  readonly parents: readonly StepMention[];
  readonly count: number;
}

/** Since when a task is paused, by whom and why. */
export interface PauseDetail {
  readonly since: Date;
  readonly by: string | null;
  readonly reason: string | null;
}

/** Why a step that nobody holds and that is due has nobody to run it. */
export type NoWorker = 'no_live_worker' | 'definition_unknown' | 'queue_not_served' | 'step_unknown';

/** What the limit is on: a queue, a dependent system, or a key from the context. */
export type LimitKind = 'queue' | 'system' | 'key';

/** Why a step is not finished, and the data of each reason. */
export interface StepReasons {
  running: ClaimDetail;
  /** Its worker lives, but the attempt is beyond its time limit. */
  timed_out: ClaimDetail;
  /** Its worker is silent for longer than its lease, or gone. */
  lease_expired: ClaimDetail;
  /** Due, and somebody would run it. `ahead`: steps of its queue that go before; null where they were not counted, see `atLeast`. */
  queued: { since: Date; queue: string; priority: number; ahead: number | null; atLeast: boolean };
  /** Due, and nobody would run it. */
  no_worker: { definition: string; queue: string; why: NoWorker };
  /** As many steps run as the limit allows. `key` is null for a queue or system. */
  limited: { kind: LimitKind; name: string; key: string | null; max: number; running: number };
  /** As many steps have begun as the rate allows. */
  rate_limited: { kind: LimitKind; name: string; until: Date; seconds: number };
  /** Failed, and is tried again at a time. */
  backing_off: FailureDetail & { until: Date; seconds: number; backoffSeconds: number | null };
  /** Not claimable before a time: handed back with a delay. */
  deferred: { until: Date; seconds: number; reason: string | null };
  paused: PauseDetail;
  /** It waits for nothing, but its task was stopped: by its time limit or as stale. `reason`: `max_execution_time`, `stale: …`. */
  held: { reason: string | null };
  /** The steps of its task run one at a time. */
  waiting_for_turn: { active: StepMention | null };
  waiting_for_parents: ParentsDetail;
  /** A step above it failed for good. */
  blocked_by_failure: ParentsDetail;
  /** A step above it was cancelled. */
  blocked_by_cancellation: ParentsDetail;
  /** No attempt will follow by itself. */
  failed: FailureDetail;
  /** Its task has ended without it. */
  task_ended: { state: TaskState };
  /** The rows contradict each other, which they never should: SQL `audit_tasks` says how. */
  inconsistent: { pendingParents: number; parked: boolean };
}

/** Why a step is not finished. */
export type StepReason = keyof StepReasons;

/** A step that failed for good or was cancelled, and holds others back; of its error message the first 200 characters. */
export type Cause = (StepMention & { readonly state: 'error' } & FailureDetail) | (StepMention & { readonly state: 'cancelled' });

/** What a person can do: the operator action of the same name (`retry_step` is `orchestrator.retryStep`). */
export type UnblockingAction =
  | 'retry_step'
  | 'change_retry_limit'
  | 'resolve_step'
  | 'complete_step'
  | 'cancel_step'
  | 'retry_task'
  | 'resolve_task'
  | 'cancel_task'
  | 'resume_task';

/** Why one step is not finished. */
export type StepExplanation = {
  [R in StepReason]: {
    readonly stepId: number;
    readonly name: string;
    readonly state: StepState;
    readonly circuit: Circuit;
    readonly reason: R;
    readonly detail: Readonly<StepReasons[R]>;
    /** One sentence for a person. */
    readonly message: string;
    /** Steps that stand in the way, at most five. */
    readonly causes?: readonly Cause[];
    /** Actions that let it go on; on its causes when it has any, else on itself. */
    readonly unblock?: readonly UnblockingAction[];
  };
}[StepReason];

/** Facts that the explanation of every task has. */
export interface TaskFacts {
  /** Steps by state, and all of them. */
  readonly counts: Readonly<Record<'total' | 'pending' | 'inProgress' | 'complete' | 'error' | 'cancelled' | 'resolvedManually', number>>;
  /** Unfinished steps by reason. */
  readonly reasons: Readonly<Partial<Record<StepReason, number>>>;
  /** Null without a time limit. */
  readonly deadlineAt: Date | null;
  readonly paused: PauseDetail | null;
}

/** When a task ended, and who ended it if it was a person. */
export interface EndDetail extends TaskFacts {
  readonly at: Date | null;
  readonly actor: string | null;
  readonly reason: string | null;
}

/** The step that will move first, with the data of its reason; of those what is called `reason` too is `said`. */
export type TellingStep = {
  [R in StepReason]: { stepId: number; name: string; reason: R } & Omit<StepReasons[R], 'reason'> &
    (StepReasons[R] extends { reason: infer T } ? { said: T } : unknown);
}[StepReason];

/** A reason that a task takes over from the step that will move first. */
export type MovingReason =
  'running' | 'queued' | 'rate_limited' | 'limited' | 'backing_off' | 'deferred' | 'timed_out' | 'lease_expired' | 'no_worker';

/** Why a task is not finished, and the data of each reason. */
export type TaskReasons = { [R in MovingReason]: TaskFacts & { readonly because: TellingStep & { readonly reason: R } } } & {
  /** `because`: the step that would move first. */
  paused: TaskFacts & { readonly because: TellingStep };
  /** Rests: nothing of it can run any more. At most 20 of `count` steps. */
  blocked_by_failure: TaskFacts & {
    readonly failed: readonly ({ readonly stepId: number; readonly name: string } & FailureDetail)[];
    readonly count: number;
  };
  /** Rests: it was stopped, by its time limit or as stale, before a step of it had failed. `reason`: `max_execution_time`, `stale: …`. */
  stopped: TaskFacts & { readonly at: Date; readonly reason: string | null };
  complete: EndDetail;
  /** `step`: the task came to rest because this step was cancelled, by whom and why; null when it was cancelled as a whole. */
  cancelled: EndDetail & { readonly step: { readonly stepId: number; readonly name: string } | null };
  resolved_manually: EndDetail;
  /** Complete because it has no steps. */
  empty: EndDetail;
  inconsistent: TaskFacts;
};

/** Why a task is not finished. */
export type TaskReason = keyof TaskReasons;

/** Why a task is not finished, and each of its unfinished steps. */
export type TaskExplanation = {
  [R in TaskReason]: {
    readonly taskId: string;
    readonly state: TaskState;
    readonly reason: R;
    readonly detail: Readonly<TaskReasons[R]>;
    /** One sentence for a person. */
    readonly message: string;
    /** Actions that let it go on or end it. */
    readonly unblock?: readonly UnblockingAction[];
    /** Unfinished steps in the order of their places. */
    readonly steps: readonly StepExplanation[];
  };
}[TaskReason];
