import { describe, expect, it } from 'vitest';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

describe('workflow_step_edges', () => {
  const session = useSession();

  it('shows the graph of a task from parent to child', async () => {
    const taskId = await insertTask(session.client, [{}, { parents: [1] }, { parents: [1] }, { parents: [2, 3] }, {}]);
    const rows = await session.rows('select * from tasker.workflow_step_edges where task_id = $1 order by from_step_id, to_step_id', [
      taskId,
    ]);
    const edge = (from_step_id: number, to_step_id: number) => ({ task_id: taskId, from_step_id, to_step_id, name: 'provides' });
    expect(rows).toEqual([edge(1, 2), edge(1, 3), edge(2, 4), edge(3, 4)]);
  });
});
