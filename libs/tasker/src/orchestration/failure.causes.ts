import type { Cause, FailureDetail, ParentsDetail, StepMention } from './explanation.js';

/** A step as far as the walk to its causes needs it. */
export interface WalkedStep {
  readonly stepId: number;
  readonly name: string;
  readonly reason: string;
  readonly detail: unknown;
}

/** Every blocked step of a task repeats them: 10,000 steps behind five failures must stay a few megabytes. */
const MOST_CAUSES = 5;
const MESSAGE_CHARACTERS = 200;

/**
 * The steps that hold each blocked step back: those above it that failed for good, or were cancelled where none failed; at most five each.
 * Walks up by the parents that `explain_task` gives, the blocking ones first, each step once.
 */
export function causesOf(steps: readonly WalkedStep[]): ReadonlyMap<number, readonly Cause[]> {
  const byId = new Map(steps.map((step) => [step.stepId, step]));
  const found = new Map<number, readonly Cause[]>();
  for (const { stepId, reason } of steps) if (isBlocked(reason)) walk(stepId, byId, found);
  return found;
}

function isBlocked(reason: string): boolean {
  return reason === 'blocked_by_failure' || reason === 'blocked_by_cancellation';
}

/** Not recursive: a chain may have 10,000 steps. */
function walk(from: number, byId: ReadonlyMap<number, WalkedStep>, found: Map<number, readonly Cause[]>): void {
  const open = [from];
  const entered = new Set<number>();
  for (let id = open.at(-1); id !== undefined; id = open.at(-1)) {
    const step = byId.get(id)!;
    const above = blockedParents(step, byId).filter((parent) => !found.has(parent));
    if (found.has(id)) open.pop();
    else if (above.length > 0 && !entered.has(id)) {
      entered.add(id);
      open.push(...above);
    } else {
      found.set(id, gathered(step, byId, found));
      open.pop();
    }
  }
}

function parentsOf(step: WalkedStep): readonly StepMention[] {
  return (step.detail as ParentsDetail).parents;
}

function blockedParents(step: WalkedStep, byId: ReadonlyMap<number, WalkedStep>): number[] {
  return parentsOf(step).flatMap(({ stepId }) => (byId.get(stepId)?.reason === step.reason ? [stepId] : []));
}

function gathered(step: WalkedStep, byId: ReadonlyMap<number, WalkedStep>, found: ReadonlyMap<number, readonly Cause[]>): readonly Cause[] {
  const causes = new Map<number, Cause>();
  for (const parent of parentsOf(step)) {
    if (causes.size >= MOST_CAUSES) break;
    const row = byId.get(parent.stepId);
    const own = causeOf(parent, row);
    const behind = row?.reason === step.reason ? (found.get(parent.stepId) ?? []) : [];
    for (const cause of own === undefined ? behind : [own]) {
      if (causes.size < MOST_CAUSES && (cause.state === 'error') === (step.reason === 'blocked_by_failure'))
        causes.set(cause.stepId, cause);
    }
  }
  return [...causes.values()];
}

function causeOf(parent: StepMention, row: WalkedStep | undefined): Cause | undefined {
  if (parent.state === 'cancelled') return { ...parent, state: 'cancelled' };
  if (row?.reason !== 'failed') return undefined;
  const { error, ...failure } = row.detail as FailureDetail;
  return { ...failure, error: { ...error, message: error.message?.slice(0, MESSAGE_CHARACTERS) ?? null }, ...parent, state: 'error' };
}
