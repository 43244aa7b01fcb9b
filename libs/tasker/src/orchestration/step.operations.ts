import { Injectable } from '@nestjs/common';
import { OperationStore, type StepEnd, type StepOutcome, type StepReference, type StoredActing } from '../database/operation.store.js';
import { suggestion } from '../model/near-names.js';
import { NotFoundError, StateTransitionError } from '../model/errors.js';
import {
  actingIssues,
  inputsIssues,
  limitIssues,
  refuseAny,
  retryIssues,
  stepChangeIssues,
  stepIssues,
  stepNamed,
  stored,
  taskIdIssues,
  type Acting,
  type CompletingActing,
  type ExplainedActing,
  type InputsActing,
  type LimitActing,
  type RetryActing,
  type StepChangeActing,
} from './acting.js';
import { AftermathOfActions } from './action.aftermath.js';
import { EngineSettings } from './engine.settings.js';
import { onHeldTask } from './held.task.js';
import { ResultByHand } from './result.by-hand.js';
import { inputsJson } from './step.inputs.js';

/** The step that is meant, and who acts on it. */
interface StepAction {
  readonly taskId: string;
  readonly step: StepReference;
  readonly acting: Acting;
  readonly run: (acting: StoredActing) => Promise<StepOutcome | null>;
  /** Why a step that is not running is left alone in its state. */
  readonly refusal: string;
}

/**
 * Actions of people on single steps, named by place or by name. Each is one transaction in which the task also goes on, and may be
 * repeated: a second one changes nothing. All of them throw `InvalidRequestError`, `NotFoundError`, `StateTransitionError` when the
 * state does not allow it, and `TaskBusyError`.
 */
@Injectable()
export class StepOperations {
  constructor(
    private readonly store: OperationStore,
    private readonly results: ResultByHand,
    private readonly aftermath: AftermathOfActions,
    private readonly settings: EngineSettings,
  ) {}

  async cancel(taskId: string, step: StepReference, acting: Acting): Promise<void> {
    refuseAny(taskIdIssues(taskId), stepIssues(step), actingIssues(acting));
    const run = (by: StoredActing) => this.store.cancelStep(taskId, step, by);
    const { stepId, attempt } = await this.act({ taskId, step, acting, run, refusal: 'it can no longer be cancelled' });
    if (attempt !== null) this.aftermath.ofAttempt({ taskId, stepId, attempt }, 'the step was cancelled');
  }

  async retry(taskId: string, step: StepReference, acting: RetryActing): Promise<void> {
    refuseAny(taskIdIssues(taskId), stepIssues(step), retryIssues(acting));
    const run = (by: StoredActing) => this.store.retryStep(taskId, step, { ...by, attempts: acting.attempts ?? null });
    await this.act({ taskId, step, acting, run, refusal: 'a finished step is never run again' });
  }

  async resolve(taskId: string, step: StepReference, acting: ExplainedActing): Promise<void> {
    refuseAny(taskIdIssues(taskId), stepIssues(step), actingIssues(acting, { reasonRequired: true }));
    await this.settle({ taskId, step, acting, refusal: 'it can no longer be resolved' }, { state: 'resolved_manually' });
  }

  /** `results` are checked as those of the step's handler would be. */
  async complete(taskId: string, step: StepReference, acting: CompletingActing): Promise<void> {
    refuseAny(taskIdIssues(taskId), stepIssues(step), actingIssues(acting, { reasonRequired: true, also: ['results'] }));
    const json = await this.results.checked(taskId, step, acting.results);
    if (json === null) throw await this.unknown(taskId, step);
    await this.settle(
      { taskId, step, acting, refusal: 'what a finished step gave is never changed' },
      { state: 'complete', results: json },
    );
  }

  async changeRetryLimit(taskId: string, step: StepReference, acting: LimitActing): Promise<void> {
    refuseAny(taskIdIssues(taskId), stepIssues(step), limitIssues(acting));
    const run = (by: StoredActing) => this.store.changeRetryLimit(taskId, step, { ...by, retryLimit: acting.retryLimit });
    await this.act({ taskId, step, acting, run, refusal: 'it makes no further attempt' });
  }

  async changeInputs(taskId: string, step: StepReference, acting: InputsActing): Promise<void> {
    refuseAny(taskIdIssues(taskId), stepIssues(step), inputsIssues(acting));
    await this.update(taskId, step, acting);
  }

  /** Inputs and retry limit together, or one of them. */
  async update(taskId: string, step: StepReference, acting: StepChangeActing): Promise<void> {
    refuseAny(taskIdIssues(taskId), stepIssues(step), stepChangeIssues(acting));
    const { retryLimit } = acting;
    const inputs = acting.inputs === undefined ? {} : { inputs: inputsJson(acting.inputs, this.settings.limits.contextBytes) };
    const change = { ...inputs, ...(retryLimit === undefined ? {} : { retryLimit }) };
    const run = (by: StoredActing) => this.store.updateStep(taskId, step, { ...by, change });
    await this.act({ taskId, step, acting, run, refusal: 'it makes no further attempt' });
  }

  private settle(action: Omit<StepAction, 'run'>, end: StepEnd): Promise<StepOutcome> {
    const { taskId, step } = action;
    return this.act({ ...action, run: (by) => this.store.settleStep(taskId, step, { ...by, end }) });
  }

  private async act({ taskId, step, acting, run, refusal }: StepAction): Promise<StepOutcome> {
    const outcome = await onHeldTask(taskId, () => run({ ...stored(acting), tell: this.aftermath.tells }));
    if (outcome === null || outcome.stepState === null) throw await this.unknown(taskId, step);
    const { state, stepState, refused, changed, attempt, since, told } = outcome;
    if (refused && stepState === 'in_progress') {
      throw new StateTransitionError(
        `${stepNamed(step)} of task ${taskId} is in_progress: attempt ${attempt} has been running since ${since?.toISOString()}; ` +
          `wait until it has ended, or cancel the step`,
      );
    }
    if (refused) throw new StateTransitionError(`${stepNamed(step)} of task ${taskId} is ${stepState}: ${refusal}`);
    if (changed) this.aftermath.of([{ taskId, state, told }]);
    return outcome;
  }

  private async unknown(taskId: string, step: StepReference): Promise<NotFoundError> {
    const names = await onHeldTask(taskId, () => this.store.stepNames(taskId));
    if (names.length === 0) return new NotFoundError(`there is no task ${taskId} with ${stepNamed(step)}`);
    const hint = typeof step === 'string' ? suggestion(step, names) : `; it has ${names.length}`;
    return new NotFoundError(`task ${taskId} has no ${stepNamed(step)}${hint}`);
  }
}
