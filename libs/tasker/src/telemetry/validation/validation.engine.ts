import type { Type } from '@nestjs/common';
import type { ValidationReport } from './validation.report.js';
import { WORKFLOW_SHAPES, type ValidationWorkflow } from './validation.workflows.js';

/** What a validator needs of an application: its `Orchestrator`. */
export interface ValidationEngine {
  createTask(handler: Type<object>, request: { readonly context: Record<string, unknown> }): Promise<{ readonly taskId: string }>;
  waitForTask(
    taskId: string,
    options: { readonly timeout: number },
  ): Promise<{ readonly state: string; readonly steps: readonly { readonly name: string; readonly state: string }[] }>;
}

/** A workflow that was run. */
export interface RunWorkflow {
  readonly workflow: ValidationWorkflow;
  readonly taskId: string;
  readonly seconds: number;
}

/** Runs each workflow once and gives those that completed; category `workflow execution`. */
export async function runWorkflows(engine: ValidationEngine, report: ValidationReport, timeoutMs: number): Promise<RunWorkflow[]> {
  const runs: RunWorkflow[] = [];
  for (const workflow of WORKFLOW_SHAPES) {
    const run = await report.check('workflow execution', workflow.name, async () => {
      const began = performance.now();
      const { taskId } = await engine.createTask(workflow.handler, { context: { workflow: workflow.name } });
      const { state, steps } = await engine.waitForTask(taskId, { timeout: timeoutMs });
      const complete = steps.filter((step) => step.state === 'complete').length;
      if (state !== 'complete') throw new Error(`task ${taskId} rests in ${state}, ${complete} of ${workflow.steps.length} steps complete`);
      const seconds = (performance.now() - began) / 1000;
      return { detail: `${complete} steps in ${seconds.toFixed(3)} s (task ${taskId})`, value: { workflow, taskId, seconds } };
    });
    if (run !== undefined) runs.push(run);
  }
  return runs;
}
