import type { ContentFilter } from '../../events/secret.filter.js';
import type { DiagramContent, DiagramEdge, DiagramFacts, DiagramNode } from './diagram.js';
import type { DiagramLinks } from './diagram.links.js';
import type { DrawnReason, DrawnStep, DrawnTask } from './diagram.source.js';
import { momentWords, shortened, spanWords } from './diagram.text.js';
import { TONE_WORDS } from './diagram.js';

/** Columns of an error in a label and among the facts. */
const ERROR_COLUMNS = { label: 40, facts: 200 } as const;
/** Columns of the sentence that says why a step is not finished. */
const SENTENCE_COLUMNS = 300;

/** What a picture of a task is made of. */
export interface TaskDrawing {
  readonly task: DrawnTask;
  /** Level of each step by id. */
  readonly levels: ReadonlyMap<number, number>;
  readonly reasons: ReadonlyMap<number, DrawnReason>;
  /** Ids of the critical path, in its order. */
  readonly criticalPath: readonly number[];
  readonly links: DiagramLinks;
  /** Blacks out what messages must not show. */
  readonly filter: Pick<ContentFilter, 'text'>;
  readonly now: Date;
}

/** A task, its steps and what they wait for (specification: surface §9.3). */
export function taskDrawing(drawing: TaskDrawing): DiagramContent {
  const { task, criticalPath } = drawing;
  const critical = new Set(criticalPath);
  const nodes = task.steps.map((step) => stepNode(step, drawing, critical.has(step.stepId)));
  return {
    title: `Task ${task.taskId}: ${task.name}`,
    heading: headingOf(drawing),
    nodes: [taskNode(drawing), ...nodes],
    edges: edgesOf(task, criticalPath),
  };
}

function headingOf({ task }: TaskDrawing): (readonly [string, string])[] {
  const facts: [string, string][] = [
    ['Task', `${task.namespace}.${task.name}@${task.version}`],
    ['Id', task.taskId],
    ['Status', stateWords(task)],
    ['Requested', momentWords(task.requestedAt)],
  ];
  return task.finishedAt === null ? facts : [...facts, ['Finished', momentWords(task.finishedAt)]];
}

function stateWords({ state, pausedAt }: DrawnTask): string {
  return pausedAt === null ? TONE_WORDS[state] : `${TONE_WORDS[state]}, paused`;
}

function taskNode({ task, links }: TaskDrawing): DiagramNode {
  return {
    id: `task_${task.taskId}`,
    kind: 'task',
    label: [task.name, task.taskId, stateWords(task)],
    tone: task.state,
    level: 0,
    critical: false,
    url: links.task(task.taskId),
    facts: { name: task.name, state: task.state },
  };
}

function stepNode(step: DrawnStep, drawing: TaskDrawing, critical: boolean): DiagramNode {
  const facts = factsOf(step, drawing);
  return {
    id: `step_${step.stepId}`,
    kind: 'step',
    label: labelOf(step, facts, drawing.now),
    tone: step.state,
    level: 1 + (drawing.levels.get(step.stepId) ?? 0),
    critical,
    url: drawing.links.step(drawing.task.taskId, step.stepId),
    facts,
  };
}

function labelOf({ name, state, attempts, retryLimit }: DrawnStep, facts: DiagramFacts, now: Date): string[] {
  const lines = [
    name,
    facts.durationSeconds === undefined ? TONE_WORDS[state] : `${TONE_WORDS[state]}, ${spanWords(facts.durationSeconds)}`,
  ];
  if (attempts > 0) lines.push(`attempt ${attempts} of ${Math.max(attempts, retryLimit)}`);
  if (facts.nextRetryAt !== undefined) lines.push(retryWords(facts.nextRetryAt, now));
  else if (facts.reason !== undefined && !SAID_BY_STATE.has(facts.reason)) lines.push(facts.reason.replaceAll('_', ' '));
  if (facts.error !== undefined) lines.push(shortened(facts.error, ERROR_COLUMNS.label));
  return lines;
}

/** Reasons that say no more than the state of the step. */
const SAID_BY_STATE: ReadonlySet<string> = new Set(['running', 'failed']);
/** Reasons whose sentences name the host of a worker, which is not for everybody who sees a diagram. */
const ABOUT_WORKERS: ReadonlySet<string> = new Set(['running', 'timed_out', 'lease_expired']);

function retryWords(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  return seconds <= 0 ? 'retry is due' : `retry in ${spanWords(Math.ceil(seconds))}`;
}

function factsOf(step: DrawnStep, { reasons, filter, now }: TaskDrawing): DiagramFacts {
  const said = reasons.get(step.stepId);
  // A reason of another look at the rows: the step has moved between the two.
  const reason = said?.state === step.state ? said : undefined;
  const seconds = durationOf(step, now);
  return {
    name: step.name,
    state: step.state,
    stepId: step.stepId,
    attempts: step.attempts,
    retryLimit: step.retryLimit,
    ...(seconds === null ? {} : { durationSeconds: seconds }),
    ...(step.state === 'error' && step.readyAt !== null ? { nextRetryAt: step.readyAt } : {}),
    ...(reason === undefined ? {} : { reason: reason.reason }),
    ...(reason === undefined || ABOUT_WORKERS.has(reason.reason)
      ? {}
      : { because: shortened(filter.text(reason.message), SENTENCE_COLUMNS) }),
    ...(step.state === 'error' && step.error !== null ? { error: shortened(filter.text(step.error.message), ERROR_COLUMNS.facts) } : {}),
  };
}

/** Null for a step that never ran. A step that was completed or resolved by a person ended without an attempt. */
function durationOf({ state, claimedAt, lastAttemptedAt }: DrawnStep, now: Date): number | null {
  const end = state === 'in_progress' ? now : lastAttemptedAt;
  if (claimedAt === null || end === null || state === 'pending') return null;
  return Math.max(0, end.getTime() - claimedAt.getTime()) / 1000;
}

function edgesOf({ taskId, steps }: DrawnTask, criticalPath: readonly number[]): DiagramEdge[] {
  const onPath = new Set(criticalPath.slice(1).map((stepId, index) => `${criticalPath[index]}>${stepId}`));
  return steps.flatMap(({ stepId, parentIds }): DiagramEdge[] => {
    const to = `step_${stepId}`;
    if (parentIds.length === 0) return [{ from: `task_${taskId}`, to, tone: 'plain', critical: criticalPath[0] === stepId }];
    return parentIds.map((parent) => ({
      ...{ from: `step_${parent}`, to, label: 'provides', tone: 'plain' },
      critical: onPath.has(`${parent}>${stepId}`),
    }));
  });
}
