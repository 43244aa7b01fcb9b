import { setTimeout as pause } from 'node:timers/promises';
import { PermanentError, RetryableError, type Orchestrator, type StepExecution, type TaskExplanation } from 'nestjs-tasker';
import { workflow, type PlannedStep } from './workflows.js';

/** How attempts of the steps `s1` … `s6` of a random task end, by step: a letter for each attempt, the last one for all that follow. */
type Script = Readonly<Record<string, string>>;

const ENDINGS = ['c', 'w', 'w', 'wc', 'fc', 'fw', 'ffc', 'f', 'f', 'p', 'pc', 'wfc'];
const SHAPE: Readonly<Record<string, string[]>> = { s1: [], s2: ['s1'], s3: ['s1'], s4: ['s2', 's3'], s5: [], s6: ['s4', 's5'] };
const STEPS = Object.keys(SHAPE);

async function run({ task, step, signal }: StepExecution): Promise<object> {
  const script = (task.context as { script: Script }).script[step.name]!;
  const ending = script[Math.min(step.attempt, script.length) - 1];
  if (ending === 'f') throw new RetryableError('not yet', { retryAfter: 0.05 });
  if (ending === 'p') throw new PermanentError('never');
  // Long enough to be met by an action; a signal ends it.
  if (ending === 'w') await pause(60, undefined, { signal });
  return { attempt: step.attempt };
}

function shaped(name: string, options: Parameters<typeof workflow>[2]) {
  const steps = STEPS.map((step): [string, PlannedStep] => [step, { run, dependsOn: SHAPE[step], retryLimit: 3 }]);
  return workflow(name, Object.fromEntries(steps), options);
}

/** Tasks of one shape: any step at a time, one at a time, and with little time for the whole. */
export const RANDOM_WORKFLOWS = [
  shaped('at_once', {}),
  shaped('in_turn', { concurrent: false }),
  shaped('in_haste', { maxExecutionTime: '1500ms' }),
] as const;

/** A random context for a task of these workflows. */
export function randomScript(next: () => number): { script: Script } {
  return { script: Object.fromEntries(STEPS.map((step) => [step, ENDINGS[Math.floor(next() * ENDINGS.length)]!])) };
}

type Act = (orchestrator: Orchestrator, taskId: string, step: string) => Promise<unknown>;
const by = { actor: 'person', reason: 'by chance' };

/** Every action of a person, by the name under which `explain` offers it. */
export const RANDOM_ACTIONS: Readonly<Record<string, Act>> = {
  cancel_task: (orchestrator, taskId) => orchestrator.cancelTask(taskId, by),
  resolve_task: (orchestrator, taskId) => orchestrator.resolveTask(taskId, by),
  pause_task: (orchestrator, taskId) => orchestrator.pauseTask(taskId, by),
  resume_task: (orchestrator, taskId) => orchestrator.resumeTask(taskId, by),
  retry_task: (orchestrator, taskId) => orchestrator.retryTask(taskId, by),
  cancel_step: (orchestrator, taskId, step) => orchestrator.cancelStep(taskId, step, by),
  retry_step: (orchestrator, taskId, step) => orchestrator.retryStep(taskId, step, { ...by, attempts: 1 }),
  resolve_step: (orchestrator, taskId, step) => orchestrator.resolveStep(taskId, step, by),
  complete_step: (orchestrator, taskId, step) => orchestrator.completeStep(taskId, step, { ...by, results: { byHand: true } }),
  change_retry_limit: (orchestrator, taskId, step) => orchestrator.changeRetryLimit(taskId, step, { ...by, retryLimit: 7 }),
};

/** What `explain` says would let a task go on: the name of an action and the step that it is for. */
export function offersOf(explanation: TaskExplanation): { action: string; step: string }[] {
  const ofTask = (explanation.unblock ?? []).map((action) => ({ action, step: '' })).filter(({ action }) => action.endsWith('_task'));
  const ofSteps = explanation.steps.flatMap(({ name, unblock = [], causes = [] }) =>
    (causes.length === 0 ? [name] : causes.map((cause) => cause.name)).flatMap((step) => unblock.map((action) => ({ action, step }))),
  );
  return [...ofTask, ...ofSteps];
}

/** One of a list, by chance. */
export function oneOf<T>(list: readonly T[], next: () => number): T {
  return list[Math.floor(next() * list.length)]!;
}

/** The names of the steps of every random task. */
export const RANDOM_STEPS: readonly string[] = STEPS;
