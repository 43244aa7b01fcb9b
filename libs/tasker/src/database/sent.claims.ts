import { canLend, parentKey, type EngineRow, type HandedFrom } from './claimed.step.js';
import type { Outcome } from './outcome.js';

/** The claims that a call's outcomes end, from which the steps that are handed over take what their rows leave out. */
export class SentClaims {
  private tasks: Map<string, Outcome> | undefined;
  private steps: Map<string, Outcome> | undefined;

  constructor(private readonly outcomes: readonly Outcome[]) {}

  /** Whether rows may leave out what these claims have: each outcome that can free a step still has its claim. */
  get areKnown(): boolean {
    return this.outcomes.every(({ kind, claim }) => kind !== 'completed' || canLend(claim));
  }

  /** What a 'handed' row leaves out. @throws Error when no outcome of its task was sent */
  of(row: EngineRow): HandedFrom {
    const parentId = row[16];
    const sent = parentId === null ? this.ofTask(row[1]) : this.ofStep(row[1], parentId);
    if (sent?.kind !== 'completed' || sent.claim === undefined) {
      throw new Error(`step ${row[2]} of task ${row[1]} was handed over, but no parent of it was completed by this call`);
    }
    const { claim, results } = sent;
    return { claim, parents: parentId === null ? undefined : { [parentKey(claim.namedStepId)]: JSON.parse(results) as unknown } };
  }

  private completed(): readonly Outcome[] {
    return this.outcomes.filter(({ kind }) => kind === 'completed');
  }

  private ofTask(taskId: string): Outcome | undefined {
    this.tasks ??= new Map(this.completed().map((outcome) => [outcome.taskId, outcome]));
    return this.tasks.get(taskId);
  }

  /** Most calls have one outcome a task: then it is that of the task. */
  private ofStep(taskId: string, stepId: number): Outcome | undefined {
    const sent = this.ofTask(taskId);
    if (sent === undefined || sent.stepId === stepId) return sent;
    this.steps ??= new Map(this.completed().map((outcome) => [stepKey(outcome.taskId, outcome.stepId), outcome]));
    return this.steps.get(stepKey(taskId, stepId));
  }
}

function stepKey(taskId: string, stepId: number): string {
  return `${taskId}:${stepId}`;
}
