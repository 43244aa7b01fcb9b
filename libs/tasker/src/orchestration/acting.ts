import type { StepReference, StoredActing } from '../database/operation.store.js';
import { suggestion } from '../model/near-names.js';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';
import { isUuid, wordIssue } from './request.validation.js';

/** Who acts on a task, and why; both are written to its history. */
export interface Acting {
  /** At most 128 characters. */
  readonly actor?: string;
  /** At most 128 characters. */
  readonly reason?: string;
}

/** Who acts, and why: for actions that put a person's word in the place of a result. */
export interface ExplainedActing extends Acting {
  /** Required; 1 to 128 characters. */
  readonly reason: string;
}

/** Who lets failed steps run again, and how often. */
export interface RetryActing extends Acting {
  /** Attempts that each step gets beyond those it has used up, 1 to 1,000,000. Default: the retry limit that it was declared with. */
  readonly attempts?: number;
}

/** Who completes a step, and with what. */
export interface CompletingActing extends ExplainedActing {
  /** What the step's handler might have returned: an object, an array, or nothing for `{}`. */
  readonly results?: unknown;
}

/** Who changes how many attempts a step has. */
export interface LimitActing extends Acting {
  /** Attempts in total, as `attempts` and `retryLimit` of the view count them: those that were made included; 1 to 1,000,000. */
  readonly retryLimit: number;
}

/** Who changes what the handler of a step reads. */
export interface InputsActing extends Acting {
  /** JSON, in place of what the step has; null: the context of the task. */
  readonly inputs: unknown;
}

/** Who changes a step that has not run or has failed, and how: at least one of both. */
export interface StepChangeActing extends Acting {
  /** As `InputsActing` has it. */
  readonly inputs?: unknown;
  /** As `LimitActing` has it. */
  readonly retryLimit?: number;
}

/** What an action requires and allows beside `actor` and `reason`. */
interface ActingRules {
  /** The action makes no sense without a reason. */
  readonly reasonRequired?: boolean;
  /** Further keys that the action reads itself. */
  readonly also?: readonly string[];
}

const LARGEST_INTEGER = 2 ** 31 - 1;
const LONGEST_STEP_NAME = 128;
/** Far from where the counters of the rows end: attempts that are handed back raise the limit further. */
const MOST_ATTEMPTS = 1_000_000;

/** Everything that is wrong with who acts and why; none when both can be stored. */
export function actingIssues(acting: unknown, { reasonRequired = false, also = [] }: ActingRules = {}): FieldIssue[] {
  if (typeof acting !== 'object' || acting === null || Array.isArray(acting)) {
    return [{ path: '', message: 'who acts, and why, is an object { actor, reason }' }];
  }
  const { actor, reason } = acting as Record<string, unknown>;
  const known = ['actor', 'reason', ...also];
  return [
    ...Object.keys(acting)
      .filter((key) => !known.includes(key))
      .map((key) => ({ path: key, message: `unknown key; known are ${known.join(', ')}${suggestion(key, known)}` })),
    ...issueOf('actor', wordIssue(actor)),
    ...issueOf('reason', wordIssue(reason) ?? (reasonRequired && isBlank(reason) ? 'is required: the history must say why' : undefined)),
  ];
}

function isBlank(word: unknown): boolean {
  return word === undefined || (typeof word === 'string' && word.trim() === '');
}

function issueOf(path: string, message: string | undefined): FieldIssue[] {
  return message === undefined ? [] : [{ path, message }];
}

/** What is wrong with the id of a task. */
export function taskIdIssues(taskId: unknown): FieldIssue[] {
  return isUuid(taskId) ? [] : [{ path: 'taskId', message: 'must be a UUID' }];
}

/** What is wrong with the place or name of a step. */
export function stepIssues(step: unknown): FieldIssue[] {
  const usable =
    typeof step === 'number'
      ? Number.isInteger(step) && step >= 1 && step <= LARGEST_INTEGER
      : typeof step === 'string' && step !== '' && [...step].length <= LONGEST_STEP_NAME && !step.includes('\0');
  return usable ? [] : [{ path: 'step', message: "must be the step's name, or its place in the task: a whole number of 1 or more" }];
}

/** What is wrong with a number of attempts. */
function attemptsIssues(path: string, attempts: unknown): FieldIssue[] {
  const usable = Number.isInteger(attempts) && Number(attempts) >= 1 && Number(attempts) <= MOST_ATTEMPTS;
  return usable ? [] : [{ path, message: `must be a whole number from 1 to ${MOST_ATTEMPTS}` }];
}

/** Everything that is wrong with who lets steps run again, and how often. */
export function retryIssues(acting: RetryActing): FieldIssue[] {
  const issues = actingIssues(acting, { also: ['attempts'] });
  return issues.length > 0 || acting.attempts === undefined ? issues : attemptsIssues('attempts', acting.attempts);
}

/** Everything that is wrong with who changes a retry limit, and to what. */
export function limitIssues(acting: LimitActing): FieldIssue[] {
  const issues = actingIssues(acting, { also: ['retryLimit'] });
  return issues.length > 0 ? issues : attemptsIssues('retryLimit', acting.retryLimit);
}

/** Everything that is wrong with who changes inputs, the inputs left aside. */
export function inputsIssues(acting: InputsActing): FieldIssue[] {
  const issues = actingIssues(acting, { also: ['inputs'] });
  return issues.length > 0 || acting.inputs !== undefined
    ? issues
    : [{ path: 'inputs', message: 'is required; null means the context of the task' }];
}

/** Everything that is wrong with who changes a step, and how, its inputs left aside. */
export function stepChangeIssues(acting: StepChangeActing): FieldIssue[] {
  const issues = actingIssues(acting, { also: ['inputs', 'retryLimit'] });
  if (issues.length > 0) return issues;
  const { inputs, retryLimit } = acting;
  if (inputs === undefined && retryLimit === undefined)
    return [{ path: '', message: 'nothing is to be changed: give inputs or retryLimit' }];
  return retryLimit === undefined ? [] : attemptsIssues('retryLimit', retryLimit);
}

/** @throws InvalidRequestError when there is any issue */
export function refuseAny(...issues: readonly (readonly FieldIssue[])[]): void {
  const all = issues.flat();
  if (all.length > 0) throw new InvalidRequestError(all);
}

/** As the history keeps it. */
export function stored({ actor, reason }: Acting): StoredActing {
  return { actor: actor ?? null, reason: reason ?? null };
}

/** A step as a sentence names it. */
export function stepNamed(step: StepReference): string {
  return typeof step === 'number' ? `step ${step}` : `step '${step}'`;
}
