import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';

describe('create_namespace', () => {
  const engine = useEngine({ guarded: false });
  const create = async (name: string, description: string | null = null, connection = engine.client) =>
    (await connection.query('select * from tasker.create_namespace($1, $2)', [name, description])).rows[0];

  it('makes it once; a description that is given replaces the one that is there, none leaves it', async () => {
    const { task_namespace_id: id, ...made } = await create('payments', 'money');
    expect(made).toEqual({ description: 'money', created: true });
    expect(await create('payments')).toEqual({ task_namespace_id: id, description: 'money', created: false });
    expect(await create('payments', 'cards')).toEqual({ task_namespace_id: id, description: 'cards', created: false });
    expect(await create('payments', '')).toEqual({ task_namespace_id: id, description: '', created: false });
  });

  it('gives a description to one that a definition has made', async () => {
    await engine.client.query("select tasker.register_definition('shop', 'a', '1.0.0', null, 'h', '{\"steps\": []}')");
    expect(await create('shop', 'sells')).toMatchObject({ description: 'sells', created: false });
    await engine.client.query("select tasker.register_definition('shop', 'b', '1.0.0', null, 'h', '{\"steps\": []}')");
    expect(await create('shop')).toMatchObject({ description: 'sells' });
  });

  it('many sessions at once make one', async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, () => engine.session()));
    const answers = await Promise.all(sessions.map((session, n) => create('busy', `by ${n}`, session)));
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(answers.map(({ task_namespace_id }) => task_namespace_id)).size).toBe(1);
  });

  it.each(['', 'x'.repeat(65)])('the name %j is refused', async (name) => {
    await expect(create(name)).rejects.toMatchObject({ code: '23514' });
  });
});
