import { describe, expect, it } from 'vitest';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

describe('step_dag_relationships', () => {
  const session = useSession();
  const places = async (taskId: string) =>
    await session.rows('select * from tasker.step_dag_relationships where task_id = $1 order by workflow_step_id', [taskId]);

  it('shows parents, children, ends and the shortest way from a root', async () => {
    const taskId = await insertTask(session.client, [{}, { parents: [1] }, { parents: [2] }, { parents: [1, 3] }, {}]);
    const named_step_id = expect.any(Number);
    const row = (place: number, parents: number[], children: number[]) => ({
      workflow_step_id: place,
      task_id: taskId,
      named_step_id,
      parent_step_ids: parents,
      child_step_ids: children,
      parent_count: parents.length,
      child_count: children.length,
      is_root_step: parents.length === 0,
      is_leaf_step: children.length === 0,
    });
    expect(await places(taskId)).toEqual([
      { ...row(1, [], [2, 4]), min_depth_from_root: 0 },
      { ...row(2, [1], [3]), min_depth_from_root: 1 },
      { ...row(3, [2], [4]), min_depth_from_root: 2 },
      { ...row(4, [1, 3], []), min_depth_from_root: 1 },
      { ...row(5, [], []), min_depth_from_root: 0 },
    ]);
  });

  it('has the columns of the specification, in its order', async () => {
    const { fields } = await session.client.query('select * from tasker.step_dag_relationships limit 0');
    expect(fields.map((field) => field.name)).toEqual([
      'workflow_step_id',
      'task_id',
      'named_step_id',
      'parent_step_ids',
      'child_step_ids',
      'parent_count',
      'child_count',
      'is_root_step',
      'is_leaf_step',
      'min_depth_from_root',
    ]);
  });

  it('sees deeper than fifty steps', async () => {
    const taskId = await insertTask(
      session.client,
      Array.from({ length: 120 }, (_, index) => ({ name: 'link', parents: index === 0 ? [] : [index] })),
    );
    expect((await places(taskId)).at(-1)).toMatchObject({ min_depth_from_root: 119 });
  });

  it('keeps tasks apart and has nothing of a task without steps', async () => {
    const first = await insertTask(session.client, [{}, { parents: [1] }]);
    const second = await insertTask(session.client, [{}]);
    const empty = await insertTask(session.client, []);
    const rows = await session.rows(
      'select task_id, count(*)::integer as steps from tasker.step_dag_relationships where task_id = any ($1::uuid[]) group by task_id',
      [[first, second, empty]],
    );
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(
      expect.arrayContaining([
        { task_id: first, steps: 2 },
        { task_id: second, steps: 1 },
      ]),
    );
  });
});
