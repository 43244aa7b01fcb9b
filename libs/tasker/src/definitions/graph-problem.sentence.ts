import type { Type } from '@nestjs/common';
import type { GraphProblem } from './dependency-graph.js';
import { suggestion } from '../model/near-names.js';
import { methodNameOfStep } from './step-name.js';
import type { StepDeclaration } from './step.declaration.js';
import type { TaskDeclaration } from './task-declaration.js';

const MOST_NAMES_OF_A_CYCLE = 20;

/** The definition that a problem is in. */
export interface GraphPlace {
  readonly declaration: TaskDeclaration;
  readonly handler: Type<unknown> | undefined;
  readonly steps: readonly StepDeclaration[];
}

/** Says what is wrong with a graph, in the words of the class or the file that declares it. */
export function graphProblemSentence(problem: GraphProblem, place: GraphPlace): string {
  const { declaration, steps } = place;
  switch (problem.kind) {
    case 'duplicate-name': {
      const twins = steps.filter(({ name }) => name === problem.name);
      const owners = twins.map(({ handledBy, at }) => (declaration.source === undefined ? handledBy : at(['name'])));
      return `${declaration.at([])} has more than one step '${problem.name}' (${owners.join(', ')}): give each a name of its own`;
    }
    case 'self-dependency':
      return `${subject(problem.name, place)} depends on itself`;
    case 'repeated-dependency':
      return `${subject(problem.name, place)} depends on '${problem.dependency}' twice: name it once`;
    case 'unknown-dependency':
      return `${subject(problem.name, place)} depends on '${problem.dependency}', which is not a step of it${reason(problem.dependency, place)}`;
    case 'cycle':
      return `the steps of ${declaration.at([])} depend on each other in a circle: ${shortened(problem.path).join(' -> ')}`;
  }
}

function subject(name: string, { declaration, steps }: GraphPlace): string {
  if (declaration.source === undefined) return `step '${name}' of ${declaration.declaredBy}`;
  const step = steps.find((each) => each.name === name);
  return `${step?.at(['dependsOn']) ?? declaration.at([])}: step '${name}'`;
}

function reason(dependency: string, { handler, steps }: GraphPlace): string {
  const method = methodNameOfStep(dependency);
  if (handler !== undefined && method in (handler.prototype as object)) return `: ${handler.name}.${method} carries no @StepHandler()`;
  return suggestion(
    dependency,
    steps.map(({ name }) => name),
  );
}

function shortened(path: readonly string[]): readonly string[] {
  if (path.length <= MOST_NAMES_OF_A_CYCLE) return path;
  const half = MOST_NAMES_OF_A_CYCLE / 2;
  return [...path.slice(0, half), `(${path.length - MOST_NAMES_OF_A_CYCLE} more)`, ...path.slice(-half)];
}

/** Says what is wrong with a graph whose steps were chosen at run time. */
export function graphProblemText(problem: GraphProblem): string {
  switch (problem.kind) {
    case 'duplicate-name':
      return `there is more than one step '${problem.name}'`;
    case 'self-dependency':
      return `step '${problem.name}' depends on itself`;
    case 'repeated-dependency':
      return `step '${problem.name}' depends on '${problem.dependency}' twice: name it once`;
    case 'unknown-dependency':
      return `step '${problem.name}' depends on '${problem.dependency}', which is not a step of the task`;
    case 'cycle':
      return `the steps depend on each other in a circle: ${shortened(problem.path).join(' -> ')}`;
  }
}
