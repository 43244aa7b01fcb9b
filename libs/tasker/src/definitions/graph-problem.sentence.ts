import type { Type } from '@nestjs/common';
import type { GraphProblem } from './dependency-graph.js';
import { suggestion } from './near-names.js';
import { methodNameOfStep } from './step-name.js';
import type { StepDeclaration } from './step.declaration.js';

const MOST_NAMES_OF_A_CYCLE = 20;

/** The definition that a problem is in. */
export interface GraphPlace {
  readonly handler: Type<unknown>;
  readonly steps: readonly StepDeclaration[];
}

/** Says what is wrong with a graph, in the words of the class that declares it. */
export function graphProblemSentence(problem: GraphProblem, { handler, steps }: GraphPlace): string {
  switch (problem.kind) {
    case 'duplicate-name': {
      const owners = steps.filter(({ name }) => name === problem.name).map(({ handledBy }) => handledBy);
      return `${handler.name} has more than one step '${problem.name}' (${owners.join(', ')}): give each a name of its own`;
    }
    case 'self-dependency':
      return `step '${problem.name}' of ${handler.name} depends on itself`;
    case 'repeated-dependency':
      return `step '${problem.name}' of ${handler.name} depends on '${problem.dependency}' twice: name it once`;
    case 'unknown-dependency': {
      const subject = `step '${problem.name}' of ${handler.name} depends on '${problem.dependency}', which is not a step of it`;
      return subject + reason(problem.dependency, { handler, steps });
    }
    case 'cycle':
      return `the steps of ${handler.name} depend on each other in a circle: ${shortened(problem.path).join(' -> ')}`;
  }
}

function reason(dependency: string, { handler, steps }: GraphPlace): string {
  const method = methodNameOfStep(dependency);
  if (method in (handler.prototype as object)) return `: ${handler.name}.${method} carries no @StepHandler()`;
  const near = suggestion(
    dependency,
    steps.map(({ name }) => name),
  );
  return near;
}

function shortened(path: readonly string[]): readonly string[] {
  if (path.length <= MOST_NAMES_OF_A_CYCLE) return path;
  const half = MOST_NAMES_OF_A_CYCLE / 2;
  return [...path.slice(0, half), `(${path.length - MOST_NAMES_OF_A_CYCLE} more)`, ...path.slice(-half)];
}
