import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import type { Connection } from '../../support/rows.js';

type Side = [system: string, id: string];

describe('link_systems', () => {
  const engine = useEngine({ guarded: false });
  const link = async (a: Side, b: Side, connection: Connection = engine.client) =>
    (await connection.query('select * from tasker.link_systems($1, $2, $3, $4)', [...a, ...b])).rows[0] as { id: string; created: boolean };
  const find = async (side: Side) =>
    (await engine.rows('select other_system, other_id from tasker.find_links($1, $2)', side)).map((row) => Object.values(row));

  it('makes the link once and finds it from either side', async () => {
    const { id, created } = await link(['crm', 'C1'], ['erp', '900']);
    expect(created).toBe(true);
    expect(await link(['crm', 'C1'], ['erp', '900'])).toEqual({ id, created: false });
    expect(await link(['erp', '900'], ['crm', 'C1'])).toEqual({ id, created: false });
    expect(await find(['crm', 'C1'])).toEqual([['erp', '900']]);
    expect(await find(['erp', '900'])).toEqual([['crm', 'C1']]);
  });

  it('different things are different links, also with their ids exchanged and in one system', async () => {
    await link(['a', '1'], ['b', '2']);
    await link(['a', '2'], ['b', '1']);
    await link(['b', '2'], ['c', '2']);
    expect(await link(['a', 'x'], ['a', 'y'])).toMatchObject({ created: true });
    expect(await link(['a', 'y'], ['a', 'x'])).toMatchObject({ created: false });
    expect(await find(['b', '2'])).toEqual([
      ['a', '1'],
      ['c', '2'],
    ]);
    expect(await find(['a', 'y'])).toEqual([['a', 'x']]);
    expect(await find(['a', 'nobody'])).toEqual([]);
    expect(await find(['nobody', '1'])).toEqual([]);
  });

  it('ids whose order depends on the language are one pair too, and a thing with itself is one row', async () => {
    for (const [one, two] of [
      ['a', 'B'],
      ['Ä', 'z'],
      ['1', '١'],
      ['e\u0301', '\u00e9'],
    ] as const) {
      // prettier-ignore
      expect([await link(['s', one], ['s', two]), await link(['s', two], ['s', one])].map(({ created }) => created)).toEqual([true, false]);
    }
    await link(['s', 'same'], ['s', 'same']);
    expect(await find(['s', 'same'])).toEqual([['s', 'same']]);
  });

  it('finding uses up no ids', async () => {
    const first = await link(['a', '1'], ['b', '1']);
    for (let times = 0; times < 5; times += 1) await link(['b', '1'], ['a', '1']);
    const next = await link(['a', '2'], ['c', '2']);
    expect(Number(next.id) - Number(first.id)).toBe(1);
    expect(await engine.rows('select max(dependent_system_id) - min(dependent_system_id) as span from tasker.dependent_systems')).toEqual([
      { span: 2 },
    ]);
  });

  it('an id that is too long is refused, and its systems are not made', async () => {
    await expect(link(['a', 'x'.repeat(129)], ['b', '1'])).rejects.toMatchObject({ code: '23514' });
    expect(await engine.rows('select from tasker.dependent_systems')).toEqual([]);
  });

  it('200 calls of 50 sessions at once, in both orders, make one row of new systems; nobody waits in a circle', async () => {
    // The server of the tests has room for 300 sessions, and other files run beside this one.
    const sessions = await Promise.all(Array.from({ length: 50 }, () => engine.session()));
    const sides: [Side, Side] = [
      ['west', '1'],
      ['east', '2'],
    ];
    const calls = sessions.map(async (session, n) => {
      const answers: { id: string; created: boolean }[] = [];
      for (let turn = n; turn < n + 4; turn += 1) answers.push(await link(sides[turn % 2]!, sides[(turn + 1) % 2]!, session));
      return answers;
    });
    const answers = (await Promise.all(calls)).flat();
    expect(answers).toHaveLength(200);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect(await engine.rows('select count(*)::int as n from tasker.dependent_system_object_maps')).toEqual([{ n: 1 }]);
    expect(await engine.rows('select count(*)::int as n from tasker.dependent_systems')).toEqual([{ n: 2 }]);
  });
});
