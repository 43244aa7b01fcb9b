import { Injectable, type Type } from '@nestjs/common';
import { StepHandler, TaskHandler, type StepExecution, type StepOptions, type TaskDefinitionOptions } from 'nestjs-tasker';

/** A step of a workflow that a test declares as data. */
export interface PlannedStep extends StepOptions {
  /** Default: completes with `{}`. */
  readonly run?: (execution: StepExecution) => unknown;
}

/** A task handler class made of data. Step names are single words or snake_case. */
export function workflow(
  name: string,
  steps: Readonly<Record<string, PlannedStep>>,
  options: Omit<TaskDefinitionOptions, 'name'> = {},
): Type<object> {
  class Workflow {}
  const declare = StepHandler as (given: StepOptions) => (target: object, key: string, descriptor: PropertyDescriptor) => void;
  for (const [stepName, { run, ...given }] of Object.entries(steps)) {
    const key = stepName.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const value = (execution: StepExecution) => run?.(execution) ?? undefined;
    Object.defineProperty(Workflow.prototype, key, { value, configurable: true, writable: true });
    declare(given)(Workflow.prototype, key, Object.getOwnPropertyDescriptor(Workflow.prototype, key)!);
  }
  Injectable()(Workflow);
  TaskHandler({ ...options, name })(Workflow);
  return Workflow;
}

/** top → (left, right) → bottom, in the version that `insertTask` writes. */
export function diamond(run: PlannedStep['run'] = () => ({})): Type<object> {
  return workflow(
    'diamond',
    {
      top: { run },
      left: { run, dependsOn: 'top' },
      right: { run, dependsOn: 'top' },
      bottom: { run, dependsOn: ['left', 'right'] },
    },
    { version: '1.0.0' },
  );
}

/** The steps of `diamond` for `insertTask(…, { definition: 'diamond' })`. */
export const DIAMOND_ROWS = [
  { name: 'top' },
  { name: 'left', parents: [1] },
  { name: 'right', parents: [1] },
  { name: 'bottom', parents: [2, 3] },
];

/** A single step. */
export function single(run: PlannedStep['run'], options: StepOptions & { name?: string } = {}): Type<object> {
  const { name = 'single', ...step } = options;
  return workflow(name, { only: { ...step, run } });
}
