import type { StepTransitionDocument, TaskFacts, TaskTransitionDocument, TransitionDocument } from '../../database/transition.document.js';
import type { CommittedChange, StepChange, TaskChange } from '../../events/committed.change.js';
import { taskOfFacts } from './task.facts.js';

/** Everything that a row of the history stands for: of an attempt its beginning and its end. */
export function changesOf(document: TransitionDocument, facts: TaskFacts): CommittedChange[] {
  const last = lastChangeOf(document, facts);
  return document.kind === 'step' && last.kind === 'step' && last.startedAt !== null ? [beginningOf(last, document), last] : [last];
}

/** What a row of the history has changed in the moment in which it was written. */
export function lastChangeOf(document: TransitionDocument, facts: TaskFacts): CommittedChange {
  return document.kind === 'task' ? taskChange(document, facts) : stepChange(document, facts);
}

function taskChange(document: TaskTransitionDocument, facts: TaskFacts): TaskChange {
  const { kind, from, to, at, actor, reason, metadata } = document;
  return { kind, from, to, actor, reason, metadata, at: new Date(at), task: taskOfFacts(facts, to) };
}

function stepChange(document: StepTransitionDocument, facts: TaskFacts): StepChange {
  const { kind, from, to, actor, reason, metadata, stepId, name, attempt, retryLimit, error, results } = document;
  return {
    ...{ kind, from, to, actor, reason, metadata, stepId, name, attempt, retryLimit, error },
    task: taskOfFacts(facts, facts.state),
    at: new Date(document.at),
    startedAt: document.startedAt === null ? null : new Date(document.startedAt),
    queueSeconds: null,
    results: results ?? undefined,
    inputs: document.inputs ?? facts.context,
    dependsOn: undefined,
    retryInSeconds: document.backoffSeconds,
    retryAfterSeconds: undefined,
  };
}

function beginningOf(end: StepChange, { was }: StepTransitionDocument): StepChange {
  const nothing = { actor: null, reason: null, metadata: null, error: null, results: undefined, retryInSeconds: null };
  return { ...end, ...nothing, from: was ?? 'pending', to: 'in_progress', at: end.startedAt! };
}
