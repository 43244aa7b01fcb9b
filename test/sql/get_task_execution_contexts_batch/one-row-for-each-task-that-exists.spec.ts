import { describe, expect, it } from 'vitest';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

describe('get_task_execution_contexts_batch', () => {
  const session = useSession();
  const batch = async (ids: string[]) => await session.rows('select * from tasker.get_task_execution_contexts_batch($1::uuid[])', [ids]);

  it('equals the single calls, ordered by task', async () => {
    const ids = [
      await insertTask(session.client, [{}, { parents: [1] }]),
      await insertTask(session.client, [{ state: 'complete' }]),
      await insertTask(session.client, [{ state: 'error', attempts: 3 }]),
      await insertTask(session.client, []),
    ];
    const singles = [];
    for (const id of [...ids].sort()) singles.push(...(await session.rows('select * from tasker.get_task_execution_context($1)', [id])));
    expect(await batch([...ids, '00000000-0000-7000-8000-000000000000'])).toEqual(singles);
    expect(singles).toHaveLength(4);
  });

  it('has no rows for no ids', async () => {
    expect(await batch([])).toEqual([]);
  });
});
