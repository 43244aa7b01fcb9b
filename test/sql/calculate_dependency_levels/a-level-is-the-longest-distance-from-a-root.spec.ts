import { describe, expect, it } from 'vitest';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

/** Parents of each step, by place; and the level of each step. */
const shapes: Record<string, { parents: number[][]; levels: number[] }> = {
  'a single step': { parents: [[]], levels: [0] },
  'a line': { parents: [[], [1], [2], [3]], levels: [0, 1, 2, 3] },
  'a diamond': { parents: [[], [1], [1], [2, 3]], levels: [0, 1, 1, 2] },
  'a tree': { parents: [[], [1], [1], [2], [2], [3], [3]], levels: [0, 1, 1, 2, 2, 2, 2] },
  'parallel branches that merge': { parents: [[], [], [], [1, 2, 3]], levels: [0, 0, 0, 1] },
  'a mixed graph with a shortcut': { parents: [[], [1], [2], [1, 3], [], [5, 4]], levels: [0, 1, 2, 3, 0, 4] },
  'two graphs in one task': { parents: [[], [], [1], [2], [4]], levels: [0, 0, 1, 1, 2] },
};

describe('calculate_dependency_levels', () => {
  const session = useSession();

  it.each(Object.entries(shapes))('of %s', async (_, { parents, levels }) => {
    const taskId = await insertTask(
      session.client,
      parents.map((of) => ({ parents: of })),
    );
    const expected = levels
      .map((dependency_level, index) => ({ workflow_step_id: index + 1, dependency_level }))
      .sort((a, b) => a.dependency_level - b.dependency_level || a.workflow_step_id - b.workflow_step_id);
    expect(await session.rows('select * from tasker.calculate_dependency_levels($1)', [taskId])).toEqual(expected);
  });

  it('a task without steps and an unknown task have no rows', async () => {
    const empty = await insertTask(session.client, []);
    for (const taskId of [empty, '00000000-0000-7000-8000-000000000000']) {
      expect(await session.rows('select * from tasker.calculate_dependency_levels($1)', [taskId])).toEqual([]);
    }
  });

  it('the states of the steps do not matter', async () => {
    const taskId = await insertTask(session.client, [
      { state: 'complete' },
      { state: 'cancelled', parents: [1] },
      { state: 'resolved_manually', parents: [2] },
    ]);
    const rows = await session.rows('select dependency_level from tasker.calculate_dependency_levels($1)', [taskId]);
    expect(rows.map((row) => row.dependency_level)).toEqual([0, 1, 2]);
  });
});
