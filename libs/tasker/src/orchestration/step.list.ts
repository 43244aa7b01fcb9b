import { orderGraph } from '../definitions/dependency-graph.js';
import { stepProblems } from '../definitions/declaration.rules.js';
import { parseDuration } from '../definitions/duration.js';
import { graphProblemText } from '../definitions/graph-problem.sentence.js';
import { suggestion } from '../model/near-names.js';
import { dependenciesOf } from '../definitions/task-definition.builder.js';
import type { RegisteredTask, StepTemplate } from '../definitions/task-definition.js';
import type { AddedStep, PlannedStep, StepList } from '../definitions/task-hooks.js';
import { stepNameProblem } from '../definitions/value.rules.js';
import { ConfigurationError } from '../model/errors.js';
import { checkJson } from './stored.json.js';
import type { GraphInput } from './task.graph.js';

const MOST_SHOWN = 10;
/** What every row of a step holds. */
const NEEDED = ['retryLimit', 'retryable', 'skippable', 'queue'] as const;

/** What a hook may change of a step; the rest belongs to the definition. */
const CHANGEABLE = ['dependsOn', 'retryLimit', 'retryable', 'skippable', 'queue', 'priority', 'timeout'];

const FIXED: PropertyDescriptor = { writable: false, configurable: false };

/** A step that a hook has left, with the declared step whose handler runs it. */
export interface ChosenInput extends GraphInput {
  readonly like: string;
}

/** The steps of a task that is about to be created, in the hands of `establishStepDependenciesAndDefaults`. */
export class PlannedSteps implements StepList {
  private readonly declared: ReadonlyMap<string, StepTemplate>;
  private readonly steps = new Map<string, PlannedStep>();

  constructor(private readonly task: RegisteredTask) {
    this.declared = new Map(task.definition.steps.map((step) => [step.name, step]));
    for (const name of this.declared.keys()) this.steps.set(name, this.planned(name, name));
  }

  get size(): number {
    return this.steps.size;
  }

  [Symbol.iterator](): Iterator<PlannedStep> {
    return this.steps.values();
  }

  find(name: string): PlannedStep | undefined {
    return this.steps.get(name);
  }

  add({ name, like, ...given }: AddedStep): PlannedStep {
    const wrongName = stepNameProblem(name);
    if (wrongName !== undefined) throw this.refused([`cannot add a step: its name ${wrongName}`]);
    if (this.steps.has(name)) throw this.refused([`cannot add step '${name}': there is one of that name`]);
    if (!this.declared.has(like)) {
      const near = suggestion(String(like), this.declared.keys());
      throw this.refused([`cannot add step '${name}' like '${like}', which is not a declared step${near}`]);
    }
    if (this.declared.has(name) && like !== name) {
      throw this.refused([`cannot add step '${name}' like '${like}': '${name}' is a declared step; give the added one another name`]);
    }
    const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const step = Object.assign(this.planned(name, like), { dependsOn: [] }, said);
    this.steps.set(name, step);
    return step;
  }

  remove(name: string): void {
    if (!this.steps.delete(name)) throw this.refused([`cannot remove step '${name}': there is none${suggestion(name, this.steps.keys())}`]);
    for (const step of this.steps.values()) step.dependsOn = dependenciesOf(step.dependsOn).filter((dependency) => dependency !== name);
  }

  /**
   * The steps as they are to be written, in topological order, checked like declared ones.
   *
   * @throws ConfigurationError naming the hook's class and the step for each thing that cannot work
   */
  checked(limitBytes: number): ChosenInput[] {
    const steps = [...this.steps.values()];
    const inputs = new Map(steps.map((step) => [step.name, inputsJson(step.inputs, limitBytes)]));
    const problems = steps.flatMap((step) => this.problems(step, inputs.get(step.name)!));
    if (problems.length > 0) throw this.refused(problems);
    const outcome = orderGraph(steps.map(({ name, dependsOn }) => ({ name, dependsOn: dependenciesOf(dependsOn) })));
    if (outcome.kind === 'refused') throw this.refused(outcome.problems.map(graphProblemText));
    return outcome.order.map((name) => {
      const { timeout, dependsOn, ...step } = this.steps.get(name)!;
      const { json } = inputs.get(name)!;
      return {
        ...step,
        // As it was checked: what the hook keeps in its hands may change, and a toJSON may answer differently.
        inputs: json === undefined ? undefined : (JSON.parse(json) as unknown),
        dependsOn: dependenciesOf(dependsOn),
        timeout: timeout === undefined ? undefined : parseDuration(timeout, 'timeout'),
      };
    });
  }

  private planned(name: string, like: string): PlannedStep {
    const { dependsOn, retryLimit, retryable, skippable, queue, priority, timeout } = this.declared.get(like)!;
    const step = { name, like, dependsOn: [...dependsOn], retryLimit, retryable, skippable, queue, priority, timeout, inputs: undefined };
    // A hook that assigns them is told so where it does it.
    return Object.defineProperties(step, { name: FIXED, like: FIXED });
  }

  private problems({ name, like: _like, inputs: _inputs, ...options }: PlannedStep, { problem }: CheckedInputs): string[] {
    const missing = NEEDED.filter((key) => options[key] === undefined).map((key) => ({ path: [key], message: 'must be given' }));
    const wrong = [...missing, ...stepProblems(options, { variables: {} }, CHANGEABLE)].map(
      ({ path, message }) => `step '${name}': '${path.join('.')}' ${message}`,
    );
    return problem === undefined ? wrong : [...wrong, `step '${name}': 'inputs' ${problem}`];
  }

  private refused(problems: readonly string[]): ConfigurationError {
    const { declaredBy } = this.task.definition;
    const hook = `${this.task.handler?.name ?? declaredBy}.establishStepDependenciesAndDefaults`;
    const rest = problems.length > MOST_SHOWN ? [`${hook}: and ${problems.length - MOST_SHOWN} more`] : [];
    return new ConfigurationError([...problems.slice(0, MOST_SHOWN).map((problem) => `${hook}: ${problem}`), ...rest].join('\n'));
  }
}

interface CheckedInputs {
  readonly json?: string;
  /** The rest of a sentence that begins with the place. */
  readonly problem?: string;
}

function inputsJson(inputs: unknown, limitBytes: number): CheckedInputs {
  if (inputs === undefined) return {};
  try {
    const json = JSON.stringify(inputs);
    if (json === undefined) return { problem: 'must be JSON' };
    const stored = checkJson(json, limitBytes);
    return 'problem' in stored ? { problem: `cannot be stored: ${stored.problem.message}` } : { json: stored.json };
  } catch (error) {
    return { problem: `must be JSON: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}` };
  }
}
