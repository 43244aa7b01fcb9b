import { expect } from 'vitest';
import { actOn, type Answer } from './engine.calls.js';
import { act, type Action } from './model.actions.js';
import type { ActionKind, Single } from './model.command.js';
import { isAtRest, isFinal, type ModelStep, type ModelTask } from './model.task.js';
import { at, count, type Deed, type World } from './model.world.js';

/** Where an action has something to do; on everything else it is refused or changes nothing. */
const APT: Readonly<Record<ActionKind, (task: ModelTask, step: ModelStep) => boolean>> = {
  cancelTask: (task) => !isFinal(task),
  resolveTask: (task) => !isFinal(task),
  pauseTask: (task) => !isAtRest(task) && !task.paused,
  resumeTask: ({ paused }) => paused,
  retryTask: (task, { state }) => state === 'error' || task.state === 'error',
  retryStep: (_, { state }) => state === 'error',
  cancelStep: (_, { state }) => state === 'pending' || state === 'in_progress' || state === 'error',
  resolveStep: (_, { state }) => state === 'pending' || state === 'error',
  completeStep: (_, { state }) => state === 'pending' || state === 'error',
  changeRetryLimit: (_, { state }) => state === 'pending' || state === 'error',
};

/** A person acts. */
export function acting(command: Extract<Single, { kind: 'act' }>, world: World): Deed {
  const steps = world.tasks.flatMap((one) => one.steps.map((step) => ({ task: one, step })));
  const apt = steps.filter((one) => command.anything || APT[command.action](one.task, one.step));
  const { task, step } = at(apt.length === 0 ? steps : apt, command.target)!;
  const action = actionOf(command, step.place);
  const by = { actor: 'person', reason: `deed ${(world.count += 1)}` };
  return {
    label: `person: ${JSON.stringify(action)} on ${task.id.slice(-2)}`,
    run: (client) => actOn(client, task.id, { action, by }),
    apply: (model, given) => {
      const answer = given as Answer;
      const verdict = act(action, { task, now: model.now, by });
      count(model, `${action.kind} ${verdict}`);
      expect(answer.refused ? 'refused' : answer.changed ? 'changed' : 'unchanged', 'verdict').toBe(verdict);
      expect(answer.task_state, 'state of the task in the answer').toBe(task.state);
      if ('step' in action) expect(answer.step_state, 'state of the step in the answer').toBe(step.state);
    },
  };
}

function actionOf({ action, amount }: Extract<Single, { kind: 'act' }>, step: number): Action {
  switch (action) {
    case 'completeStep':
      return { kind: action, step, results: { by: 'person' } };
    case 'changeRetryLimit':
      return { kind: action, step, retryLimit: amount };
    case 'retryStep':
      return { kind: action, step, attempts: amount > 3 ? null : amount };
    case 'retryTask':
      return { kind: action, attempts: amount > 3 ? null : amount };
    case 'cancelStep':
    case 'resolveStep':
      return { kind: action, step };
    default:
      return { kind: action };
  }
}
