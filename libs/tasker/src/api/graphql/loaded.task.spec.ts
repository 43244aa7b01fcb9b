import { describe, expect, it } from 'vitest';
import type { StepView, TaskView } from '../../orchestration/task-view.js';
import { AnswerBudget } from './answer.budget.js';
import { LoadedTask } from './loaded.task.js';
import type { TaskerStep } from './schema/step.type.js';

/** A task by the parents of each of its steps. */
const taskOf = (...parents: number[][]): LoadedTask => {
  const children = parents.map((): number[] => []);
  for (const [at, of] of parents.entries()) for (const parent of of) children[parent - 1]!.push(at + 1);
  const steps = parents.map((parentIds, at) => ({ stepId: at + 1, parentIds, childIds: children[at], state: 'pending', error: null }));
  return new LoadedTask({ taskId: 't', steps: steps as unknown as StepView[] } as unknown as TaskView, new AnswerBudget());
};
const places = (steps: readonly TaskerStep[] | null) => steps?.map(({ stepId }) => stepId);

describe('relatives of a step', () => {
  it('are found by their places, and are the same objects wherever they stand', () => {
    const task = taskOf([], [1], [1], [2, 3], []);
    expect([places(task.parents(4)), places(task.children(1)), places(task.siblings(2))]).toEqual([[2, 3], [2, 3], [3]]);
    expect([task.parents(1), task.children(4), task.siblings(4), task.parents(9), task.siblings(9)]).toEqual([[], [], [], [], []]);
    expect(places(task.siblings(1))).toEqual([]);
    expect(task.parents(4)![0]).toBe(task.steps()[1]);
  });

  it('are not told where there are more than 256', () => {
    const wide = (width: number) => {
      const middle = Array.from({ length: width }, () => [1]);
      return taskOf(
        [],
        ...middle,
        Array.from({ length: width }, (_, at) => at + 2),
      );
    };
    const [most, more] = [wide(256), wide(257)];
    expect([most.children(1)?.length, most.parents(258)?.length, most.siblings(2)?.length]).toEqual([256, 256, 255]);
    expect([more.children(1), more.parents(259), more.siblings(2)?.length]).toEqual([null, null, 256]);
    expect(wide(258).siblings(2)).toBeNull();
  });

  it('are counted each time that they are handed out', () => {
    const task = taskOf([], ...Array.from({ length: 200 }, () => [1]));
    for (let times = 0; times < 98; times += 1) task.children(1);
    expect(task.steps()).toHaveLength(201);
    expect(() => task.steps()).toThrow('more than 20000');
  });
});
