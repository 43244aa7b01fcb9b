import { describe, expect, it } from 'vitest';
import { insertTask } from '../../support/rows.js';
import { useEngine } from '../../support/engine.js';

describe('retire_tasks of a definition that archives', () => {
  const engine = useEngine();

  it('writes the task, its steps, both histories and its notes, and deletes the rows', async () => {
    const id = await insertTask(
      engine.client,
      [
        { name: 'pay', state: 'complete', results: { paid: 1 } },
        { name: 'ship', state: 'cancelled', parents: [1] },
      ],
      { context: { order: 'o-1' }, state: 'cancelled' },
    );
    await engine.rows(
      "insert into tasker.task_transitions (task_id, created_at, from_state, to_state, actor) values ($1, now(), 'pending', 'cancelled', 'ann')",
      [id],
    );
    await engine.rows('select tasker.add_annotation($1, \'note\', \'{"text": "hello"}\')', [id]);
    const [report] = await engine.rows(
      `select r.* from tasker.named_tasks n
       cross join lateral tasker.retire_tasks(jsonb_build_object(n.named_task_id::text, '[0, true]'::jsonb), '{cancelled}', null, 10, 10) r`,
    );
    expect(report).toMatchObject({ retired: 1, archived: 1 });
    expect(await engine.rows('select from tasker.tasks')).toEqual([]);
    const [archived] = await engine.rows('select * from tasker.archived_tasks');
    expect(archived).toMatchObject({ task_id: id, namespace: 'default', name: 'rows', version: '1.0.0', state: 'cancelled' });
    expect(archived?.document).toMatchObject({
      task: { task_id: id, context: { order: 'o-1' } },
      steps: [
        { workflow_step_id: 1, name: 'pay', state: 'complete', results: { paid: 1 }, queue: 'default', dependent_system: 'unknown' },
        { workflow_step_id: 2, name: 'ship', state: 'cancelled', parent_ids: [1] },
      ],
      transitions: [{ to_state: 'cancelled', actor: 'ann' }],
      step_transitions: [{ workflow_step_id: 1, to_state: 'complete' }, { workflow_step_id: 2 }],
      annotations: [{ type: 'note', annotation: { text: 'hello' } }],
    });
  });
});
