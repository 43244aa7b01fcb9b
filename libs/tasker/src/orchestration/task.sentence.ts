import type { EndDetail, TaskReasons, TellingStep } from './explanation.js';
import { because, by, at, failedWords, named, pauseWords, REMEDY, since } from './sentence.parts.js';
import { stepSentence, type ReasonedStep } from './step.sentence.js';

/** A reason of a task with its data. */
export type ReasonedTask = {
  [R in keyof TaskReasons]: { readonly reason: R; readonly detail: Readonly<TaskReasons[R]> };
}[keyof TaskReasons];

/** Why a task is not finished: one sentence whose subject is the task. */
export function taskSentence(task: ReasonedTask): string {
  switch (task.reason) {
    case 'complete':
      return `is complete${since(task.detail.at)}`;
    case 'empty':
      return `is complete${since(task.detail.at)}: it has no steps`;
    case 'cancelled':
      return cancelledSentence(task.detail);
    case 'resolved_manually':
      return `was resolved${ending(task.detail)}`;
    case 'blocked_by_failure':
      return restsSentence(task.detail);
    case 'stopped':
      return `rests: it was stopped at ${at(task.detail.at)}${because(task.detail.reason)}; retry, resolve or cancel it`;
    case 'paused':
      return `is ${pauseWords(task.detail.paused ?? { since: null, by: null, reason: null })}; resume it`;
    case 'inconsistent':
      return 'has rows that contradict each other: SQL audit_tasks() says how';
    default:
      return `waits for ${task.detail.because.name}, which ${stepSentence(reasoned(task.detail.because))}`;
  }
}

function restsSentence({ failed, count }: TaskReasons['blocked_by_failure']): string {
  const [first] = failed;
  if (count === 1 && first !== undefined)
    return `rests: ${first.name} ${failedWords(first)}; ${REMEDY} that step, or resolve or cancel the task`;
  return `rests: ${count} steps failed for good, ${named(failed, count)}; ${REMEDY} them, or resolve or cancel the task`;
}

function cancelledSentence(detail: TaskReasons['cancelled']): string {
  const { at: when, actor, reason, step } = detail;
  return step === null
    ? `was cancelled${ending(detail)}`
    : `is cancelled${since(when)}: ${step.name} was cancelled${by(actor)}${because(reason)}`;
}

/** The data of the reason stand beside the step's name. */
function reasoned(step: TellingStep): ReasonedStep {
  return { reason: step.reason, detail: 'said' in step ? { ...step, reason: step.said } : step } as ReasonedStep;
}

function ending({ at: when, actor, reason }: EndDetail): string {
  return `${when === null ? '' : ` at ${at(when)}`}${by(actor)}${because(reason)}`;
}
