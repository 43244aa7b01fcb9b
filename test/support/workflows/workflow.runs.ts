import type { NamedTaskRequest, StepView, TaskView } from 'nestjs-tasker';
import type { Engine, EngineApp } from '../engine.js';
import { eventually } from '../eventually.js';

/** Options of an application whose failed steps are tried again at once. */
export const WITHOUT_WAITS = { backoff: { defaultBackoffSeconds: [0], jitterEnabled: false } };

/** Creates a task of a definition by name and waits until it rests. */
export async function runToRest(app: EngineApp, request: NamedTaskRequest): Promise<TaskView> {
  return app.orchestrator.waitForTask(await app.orchestrator.createTask(request), { timeout: '30s' });
}

/** A step of a task by name. */
export function stepOf(task: TaskView, name: string): StepView {
  const step = task.steps.find((each) => each.name === name);
  if (step === undefined) throw new Error(`${task.name} has no step ${name}; it has ${task.steps.map((each) => each.name).join(', ')}`);
  return step;
}

/** [name, state, attempts] of every step, in the order of the task. */
export function stepsOf(task: TaskView): [string, string, number][] {
  return task.steps.map(({ name, state, attempts }) => [name, state, attempts]);
}

/** Waits until the step has failed and waits for its next attempt; makes that due now. Gives the step as it waited. */
export async function endTheWait(engine: Engine, app: EngineApp, { task, step }: { task: TaskView; step: string }): Promise<StepView> {
  const waiting = await eventually(
    async () => {
      const view = stepOf(await app.orchestrator.getTask(task.taskId), step);
      return view.state === 'error' && view.readyAt !== null ? view : undefined;
    },
    { what: `${step} waits for another attempt` },
  );
  const values = [task.taskId, waiting.stepId];
  await engine.client.query('update tasker.workflow_steps set ready_at = clock_timestamp() where task_id = $1 and workflow_step_id = $2', values); // prettier-ignore
  return waiting;
}
