import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type Type } from '@nestjs/common';
import type { StepExecution } from '../../definitions/step-execution.js';
import { StepHandler } from '../../definitions/step-handler.decorator.js';
import { TaskHandler } from '../../definitions/task-handler.decorator.js';

const NAMESPACE = 'tasker_validation';
/** So that no duration is zero. */
const WORK_MS = 5;

/** A workflow of the validators, with what must be found of it. */
export interface ValidationWorkflow {
  readonly handler: Type<object>;
  readonly name: string;
  readonly steps: readonly { readonly name: string; readonly dependsOn: readonly string[] }[];
}

async function worked({ step }: StepExecution): Promise<{ step: string }> {
  await pause(WORK_MS);
  return { step: step.name };
}

/** Four steps in a row. */
@Injectable()
@TaskHandler({ namespace: NAMESPACE, name: 'linear', version: '1.0.0' })
export class ValidationLinear {
  @StepHandler() first(execution: StepExecution) {
    return worked(execution);
  }

  @StepHandler({ dependsOn: 'first' }) second(execution: StepExecution) {
    return worked(execution);
  }

  @StepHandler({ dependsOn: 'second' }) third(execution: StepExecution) {
    return worked(execution);
  }

  @StepHandler({ dependsOn: 'third' }) fourth(execution: StepExecution) {
    return worked(execution);
  }
}

/** Two ways from one step to another. */
@Injectable()
@TaskHandler({ namespace: NAMESPACE, name: 'diamond', version: '1.0.0' })
export class ValidationDiamond {
  @StepHandler() start(execution: StepExecution) {
    return worked(execution);
  }

  @StepHandler({ dependsOn: 'start' }) left(execution: StepExecution) {
    return worked(execution);
  }

  @StepHandler({ dependsOn: 'start' }) right(execution: StepExecution) {
    return worked(execution);
  }

  @StepHandler({ dependsOn: ['left', 'right'] }) join(execution: StepExecution) {
    return worked(execution);
  }
}

/** Three branches that run at the same time. */
@Injectable()
@TaskHandler({ namespace: NAMESPACE, name: 'parallel', version: '1.0.0' })
export class ValidationParallel {
  @StepHandler() start(execution: StepExecution) {
    return worked(execution);
  }

  @StepHandler({ dependsOn: 'start' }) one(execution: StepExecution) {
    return worked(execution);
  }

  @StepHandler({ dependsOn: 'start' }) two(execution: StepExecution) {
    return worked(execution);
  }

  @StepHandler({ dependsOn: 'start' }) three(execution: StepExecution) {
    return worked(execution);
  }

  @StepHandler({ dependsOn: ['one', 'two', 'three'] }) merge(execution: StepExecution) {
    return worked(execution);
  }
}

/** The workflows that the validators run: providers of the application that is validated. */
export const VALIDATION_WORKFLOWS: Type<object>[] = [ValidationLinear, ValidationDiamond, ValidationParallel];

/** The same with their steps and edges. */
export const WORKFLOW_SHAPES: readonly ValidationWorkflow[] = [
  { handler: ValidationLinear, name: 'linear', steps: edges({ first: [], second: ['first'], third: ['second'], fourth: ['third'] }) },
  {
    handler: ValidationDiamond,
    name: 'diamond',
    steps: edges({ start: [], left: ['start'], right: ['start'], join: ['left', 'right'] }),
  },
  {
    handler: ValidationParallel,
    name: 'parallel',
    steps: edges({ start: [], one: ['start'], two: ['start'], three: ['start'], merge: ['one', 'two', 'three'] }),
  },
];

function edges(steps: Readonly<Record<string, readonly string[]>>): ValidationWorkflow['steps'] {
  return Object.entries(steps).map(([name, dependsOn]) => ({ name, dependsOn }));
}
