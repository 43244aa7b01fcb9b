import type { StepView, TaskView } from '../../orchestration/task-view.js';
import type { AnswerBudget } from './answer.budget.js';
import { stepNode, type TaskerStep } from './schema/step.type.js';

/** A step has as many relatives as a fan-out is wide: all of all would grow with its square. */
const MOST_RELATIVES = 256;

/** A task that was read. Its steps are made into objects of the schema once, wherever they stand in the answer, and are counted there. */
export class LoadedTask {
  private readonly nodes = new Map<number, TaskerStep>();
  // Made when they are asked for first: of a thousand tasks that were created, nobody may ask.
  private byPlace: ReadonlyMap<number, StepView> | undefined;
  private byParents: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(
    readonly view: TaskView,
    private readonly budget: AnswerBudget,
  ) {}

  /** All of them. @throws GraphQLError when the answer would hold too much */
  steps(): readonly TaskerStep[] {
    return this.shown([...this.places.keys()]);
  }

  /** Steps that a step depends on; null where there are more than are shown. @throws as `steps` */
  parents(place: number): readonly TaskerStep[] | null {
    return this.relatives(this.places.get(place)?.parentIds ?? []);
  }

  /** Steps that depend on a step; null where there are more than are shown. @throws as `steps` */
  children(place: number): readonly TaskerStep[] | null {
    return this.relatives(this.places.get(place)?.childIds ?? []);
  }

  /** Steps with exactly the same parents, which must not be none; null where there are more than are shown. @throws as `steps` */
  siblings(place: number): readonly TaskerStep[] | null {
    const parents = this.places.get(place)?.parentIds ?? [];
    this.byParents ??= familiesOf(this.view.steps);
    const family = parents.length === 0 ? [] : (this.byParents.get(parents.join()) ?? []);
    if (family.length - 1 > MOST_RELATIVES) return null;
    return this.relatives(family.filter((one) => one !== place));
  }

  private get places(): ReadonlyMap<number, StepView> {
    this.byPlace ??= new Map(this.view.steps.map((step) => [step.stepId, step]));
    return this.byPlace;
  }

  private relatives(places: readonly number[]): readonly TaskerStep[] | null {
    return places.length > MOST_RELATIVES ? null : this.shown(places);
  }

  private shown(places: readonly number[]): readonly TaskerStep[] {
    this.budget.takeNodes(places.length);
    return places.flatMap((place) => this.node(place) ?? []);
  }

  private node(place: number): TaskerStep | undefined {
    const known = this.nodes.get(place);
    const step = this.places.get(place);
    if (known !== undefined || step === undefined) return known;
    const node = stepNode(this.view.taskId, step, this.budget);
    this.nodes.set(place, node);
    return node;
  }
}

/** Places of steps by those of their parents. */
function familiesOf(steps: readonly StepView[]): ReadonlyMap<string, readonly number[]> {
  const families = new Map<string, number[]>();
  for (const { parentIds, stepId } of steps) {
    const parents = parentIds.join();
    const family = families.get(parents);
    if (family === undefined) families.set(parents, [stepId]);
    else family.push(stepId);
  }
  return families;
}
