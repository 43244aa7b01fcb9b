import { describe, expect, it } from 'vitest';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

describe('calculate_depths', () => {
  const session = useSession();
  const depths = async (taskId: string) =>
    (await session.rows('select * from tasker.calculate_depths($1) order by workflow_step_id', [taskId])).map((row) => [
      row.workflow_step_id,
      row.min_depth,
      row.max_depth,
    ]);

  it('counts the shortest and the longest way from any root', async () => {
    const taskId = await insertTask(session.client, [{}, { parents: [1] }, { parents: [2] }, { parents: [1, 3] }, {}, { parents: [4, 5] }]);
    expect(await depths(taskId)).toEqual([
      [1, 0, 0],
      [2, 1, 1],
      [3, 2, 2],
      [4, 1, 3],
      [5, 0, 0],
      [6, 1, 4],
    ]);
  });

  it('leaves out the steps on and behind a cycle, and ends', async () => {
    const taskId = await insertTask(session.client, [{}, { parents: [1, 4] }, { parents: [2] }, { parents: [3] }, { parents: [1] }]);
    expect(await depths(taskId)).toEqual([
      [1, 0, 0],
      [5, 1, 1],
    ]);
  });

  it('reads one task only', async () => {
    await insertTask(session.client, [{}, { parents: [1] }]);
    const taskId = await insertTask(session.client, [{}]);
    expect(await depths(taskId)).toEqual([[1, 0, 0]]);
  });
});
