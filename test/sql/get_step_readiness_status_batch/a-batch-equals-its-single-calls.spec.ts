import { describe, expect, it } from 'vitest';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

describe('get_step_readiness_status_batch', () => {
  const session = useSession();
  const batch = async (ids: string[]) => await session.rows('select * from tasker.get_step_readiness_status_batch($1::uuid[])', [ids]);
  const single = async (id: string) => await session.rows('select * from tasker.get_step_readiness_status($1)', [id]);

  it('gives the rows of every task, ordered by task and step', async () => {
    const ids = [
      await insertTask(session.client, [{}, { parents: [1] }]),
      await insertTask(session.client, [{ state: 'complete' }, { parents: [1] }, { parents: [1], state: 'error', readyIn: 60 }]),
      await insertTask(session.client, [{ state: 'error', attempts: 3 }, { parents: [1] }]),
      await insertTask(session.client, []),
    ];
    const rows = await batch([...ids].reverse());
    const singles = [];
    for (const id of [...ids].sort()) singles.push(...(await single(id)));
    expect(rows).toEqual(singles);
    expect(rows).toHaveLength(7);
  });

  it('an id that is given twice counts once', async () => {
    const id = await insertTask(session.client, [{}]);
    expect(await batch([id, id])).toEqual(await single(id));
  });

  it('no ids, unknown ids and null have no rows', async () => {
    expect(await batch([])).toEqual([]);
    expect(await batch(['00000000-0000-7000-8000-000000000000'])).toEqual([]);
    expect(await session.rows('select * from tasker.get_step_readiness_status_batch(null)')).toEqual([]);
  });

  it('has the columns of the single function', async () => {
    const fields = async (call: string) => (await session.client.query(`select * from tasker.${call}`)).fields.map((field) => field.name);
    expect(await fields(`get_step_readiness_status_batch('{}')`)).toEqual(await fields('get_step_readiness_status(null)'));
  });
});
