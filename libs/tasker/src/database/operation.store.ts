import { Injectable } from '@nestjs/common';
import type { StepState, TaskState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';
import type { ToldTransitions } from './transition.document.js';

/** Who acts and why, as it is written to the history. */
export interface StoredActing {
  readonly actor: string | null;
  readonly reason: string | null;
  /** Also give back what was written to the history. Default false. */
  readonly tell?: boolean;
}

/** A step by its place in the task, or by its name. */
export type StepReference = number | string;

/** What an action on a task found and did. */
export interface TaskOutcome {
  readonly state: TaskState;
  /** The state does not allow it: nothing was changed. */
  readonly refused: boolean;
  readonly changed: boolean;
  /** What was written to the history, where it was asked for; null for nothing. */
  readonly told: ToldTransitions | null;
}

/** What an action on a step found and did. */
export interface StepOutcome extends TaskOutcome {
  readonly stepId: number;
  /** Null: the task has no such step. */
  readonly stepState: StepState | null;
  /** The attempt that this stopped, or that is in its way; null when none runs. */
  readonly attempt: number | null;
  /** When that attempt began. */
  readonly since: Date | null;
}

/** How a person ends a step. Results are JSON text. */
export type StepEnd = { readonly state: 'resolved_manually' } | { readonly state: 'complete'; readonly results: string };

/** What of a step is changed; what is left out stays. */
export interface StepUpdate {
  /** JSON text; null: the context of the task. */
  readonly inputs?: string | null;
  readonly retryLimit?: number;
}

/** What the result of a step must look like, and who can say so. */
export interface StepContract {
  readonly namedTaskId: number;
  readonly stepId: number;
  /** The declared step whose handler runs it. */
  readonly declaredStep: string;
  /** JSON Schema of its result, from the stored snapshot of the definition; null when none was declared there. */
  readonly resultSchema: Record<string, unknown> | null;
}

/** Actions of people on one task or step: one method for each SQL function, no logic. Null for an unknown task. */
@Injectable()
export class OperationStore {
  constructor(private readonly database: EngineDatabase) {}

  cancelTask(taskId: string, acting: StoredActing): Promise<TaskOutcome | null> {
    return this.onTask('cancel_task($1, $2, $3)', { taskId, acting });
  }

  resolveTask(taskId: string, acting: StoredActing): Promise<TaskOutcome | null> {
    return this.onTask('resolve_task($1, $2, $3)', { taskId, acting });
  }

  pauseTask(taskId: string, acting: StoredActing): Promise<TaskOutcome | null> {
    return this.onTask('pause_task($1, $2, $3)', { taskId, acting });
  }

  resumeTask(taskId: string, acting: StoredActing): Promise<TaskOutcome | null> {
    return this.onTask('resume_task($1, $2, $3)', { taskId, acting });
  }

  /** Every failed step of the task. `attempts`: how many more each gets; null = what it was declared with. */
  retryTask(taskId: string, attempts: number | null, acting: StoredActing): Promise<TaskOutcome | null> {
    return this.onTask('retry_steps($1, null, $4, $2, $3)', { taskId, acting }, [attempts]);
  }

  retryStep(taskId: string, step: StepReference, acting: StoredActing & { attempts: number | null }): Promise<StepOutcome | null> {
    return this.onStep('retry_steps($1, p.place, $6, $2, $3)', { taskId, step, acting }, [acting.attempts]);
  }

  cancelStep(taskId: string, step: StepReference, acting: StoredActing): Promise<StepOutcome | null> {
    return this.onStep('cancel_step($1, p.place, $2, $3)', { taskId, step, acting });
  }

  settleStep(taskId: string, step: StepReference, acting: StoredActing & { end: StepEnd }): Promise<StepOutcome | null> {
    const { end } = acting;
    const values = [end.state, end.state === 'complete' ? end.results : '{}'];
    return this.onStep('settle_step($1, p.place, $6, $7::jsonb, $2, $3)', { taskId, step, acting }, values);
  }

  changeRetryLimit(taskId: string, step: StepReference, acting: StoredActing & { retryLimit: number }): Promise<StepOutcome | null> {
    return this.onStep('change_retry_limit($1, p.place, $6, $2, $3)', { taskId, step, acting }, [acting.retryLimit]);
  }

  /** Null leaves reason or tags as they are. */
  updateTask(
    taskId: string,
    { reason, tags }: { reason: string | null; tags: readonly string[] | null },
    acting: StoredActing,
  ): Promise<TaskOutcome | null> {
    return this.onTask('update_task($1, $4, $5::text[], $2, $3)', { taskId, acting }, [reason, tags]);
  }

  updateStep(taskId: string, step: StepReference, acting: StoredActing & { change: StepUpdate }): Promise<StepOutcome | null> {
    const { inputs, retryLimit } = acting.change;
    const values = [inputs !== undefined, inputs ?? null, retryLimit ?? null];
    return this.onStep('update_step($1, p.place, $6, $7::jsonb, $8, $2, $3)', { taskId, step, acting }, values);
  }

  /** Names of the steps of a task by place: none for an unknown task. */
  async stepNames(taskId: string): Promise<string[]> {
    const { prefix } = this.database;
    const rows = await this.database.records<{ name: string }>(
      `select n.name from ${prefix}.workflow_steps s join ${prefix}.named_steps n on n.named_step_id = s.named_step_id
       where s.task_id = $1 order by s.workflow_step_id`,
      [taskId],
    );
    return rows.map(({ name }) => name);
  }

  /** Null for an unknown task or step. */
  async contract(taskId: string, step: StepReference): Promise<StepContract | null> {
    const { prefix } = this.database;
    const [row] = await this.database.records<StepContract>(
      `select t.named_task_id as "namedTaskId", s.workflow_step_id as "stepId", n.name as "declaredStep", (
         select d -> 'resultSchema' from jsonb_array_elements(k.configuration -> 'steps') d where d ->> 'name' = n.name limit 1
       ) as "resultSchema"
       from ${this.placeOf('$2', '$3')}
       join ${prefix}.workflow_steps s on s.task_id = $1 and s.workflow_step_id = p.place
       join ${prefix}.tasks t on t.task_id = s.task_id
       join ${prefix}.named_tasks k on k.named_task_id = t.named_task_id
       join ${prefix}.lanes l on l.lane = s.lane
       join ${prefix}.named_steps n on n.named_step_id = l.named_step_id`,
      [taskId, ...referenceValues(step)],
    );
    return row ?? null;
  }

  private async onTask(
    call: string,
    { taskId, acting }: { taskId: string; acting: StoredActing },
    more: readonly unknown[] = [],
  ): Promise<TaskOutcome | null> {
    const [row] = await this.database.records<TaskOutcome>(
      `select r.task_state as state, r.refused, r.changed, ${this.told(acting)} as told from ${this.database.prefix}.${call} r`,
      [taskId, acting.actor, acting.reason, ...more],
    );
    return row ?? null;
  }

  /** What the transaction has written about task $1: evaluated when the function that acts has answered. */
  private told({ tell }: StoredActing): string {
    return tell === true ? `case when r.changed then ${this.database.prefix}.own_transitions(array[$1::uuid]) end` : 'null::jsonb';
  }

  private async onStep(
    call: string,
    { taskId, step, acting }: { taskId: string; step: StepReference; acting: StoredActing },
    more: readonly unknown[] = [],
  ): Promise<StepOutcome | null> {
    // Only some of the functions say which attempt is meant: the row as JSON has it or not.
    const [row] = await this.database.records<{ place: number; found: StepOutcomeDocument; told: ToldTransitions | null }>(
      `select p.place, to_jsonb(r) as found, ${this.told(acting)} as told
       from ${this.placeOf('$4', '$5')} cross join lateral ${this.database.prefix}.${call} r`,
      [taskId, acting.actor, acting.reason, ...referenceValues(step), ...more],
    );
    if (row === undefined) return null;
    const { task_state: state, step_state: stepState, refused, changed, attempt = null, since = null } = row.found;
    const { place: stepId, told } = row;
    return { stepId, state, stepState, refused, changed, attempt, since: since === null ? null : new Date(since), told };
  }

  /** A name that the task does not have is place 0, where no step is: null would mean all of them. */
  private placeOf(place: string, name: string): string {
    const { prefix } = this.database;
    return `(select coalesce(${place}::integer, (
        select s.workflow_step_id from ${prefix}.workflow_steps s
        join ${prefix}.named_steps n on n.named_step_id = s.named_step_id
        where s.task_id = $1 and n.name = ${name}::text
        limit 1), 0) as place) p`;
  }
}

interface StepOutcomeDocument {
  readonly task_state: TaskState;
  readonly step_state: StepState | null;
  readonly refused: boolean;
  readonly changed: boolean;
  readonly attempt?: number | null;
  readonly since?: string | null;
}

function referenceValues(step: StepReference): [place: number | null, name: string | null] {
  return typeof step === 'number' ? [step, null] : [null, step];
}
