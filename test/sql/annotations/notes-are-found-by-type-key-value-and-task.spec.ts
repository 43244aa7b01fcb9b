import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTasks } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import type { Connection } from '../../support/rows.js';

interface Filter {
  readonly type?: string;
  readonly key?: string;
  readonly value?: string;
  readonly task?: string;
  readonly limit?: number;
  readonly after?: string;
}

describe('notes on tasks', () => {
  const engine = useEngine({ guarded: false });
  let one: string;
  let two: string;
  beforeEach(async () => {
    const { asked } = await createTasks(engine.client, await blueprint(engine.client, 1), { tasks: [{}, {}] });
    [one, two] = asked as [string, string];
  });
  const add = async (taskId: string, type: string, annotation: unknown, connection: Connection = engine.client) =>
    (await connection.query('select tasker.add_annotation($1, $2, $3) as id', [taskId, type, JSON.stringify(annotation)])).rows[0].id as
      string | null;
  const find = ({ type, key, value, task, limit = 100, after }: Filter = {}) =>
    engine.rows('select * from tasker.find_annotations($1, $2, $3, $4, $5, $6)', [type, key, value, task, limit, after]);
  const found = async (filter: Filter) => (await find(filter)).map(({ annotation }) => annotation as unknown);

  it('a note comes back as it was written, under an id that grows', async () => {
    const first = await add(one, 'figure', { n: 1, deep: [{ a: null }] });
    const second = await add(one, 'figure', 'text');
    expect(Number(second)).toBeGreaterThan(Number(first));
    const same = { task_id: one, type: 'figure', created_at: expect.any(Date) as Date, reached: true, ends: false };
    expect(await find()).toEqual([
      { ...same, task_annotation_id: first, annotation: { n: 1, deep: [{ a: null }] } },
      { ...same, task_annotation_id: second, annotation: 'text' },
    ]);
    expect(await engine.rows('select name from tasker.annotation_types')).toEqual([{ name: 'figure' }]);
  });

  it('a note on an unknown task is not written, nor is its type', async () => {
    expect(await add(randomUUID(), 'figure', {})).toBeNull();
    expect(await engine.rows('select from tasker.annotation_types')).toEqual([]);
  });

  it('types, tasks and keys narrow the answer, alone and together', async () => {
    await add(one, 'a', { x: 1 });
    await add(two, 'a', { y: 2 });
    await add(one, 'b', { x: 3, y: 4 });
    await add(two, 'b', ['x']);
    await add(two, 'b', 'x');
    expect(await found({ type: 'a' })).toEqual([{ x: 1 }, { y: 2 }]);
    expect(await found({ type: 'nobody' })).toEqual([]);
    expect(await found({ task: two })).toEqual([{ y: 2 }, ['x'], 'x']);
    expect(await found({ key: 'x' })).toEqual([{ x: 1 }, { x: 3, y: 4 }]);
    expect(await found({ key: 'x', type: 'b' })).toEqual([{ x: 3, y: 4 }]);
    expect(await found({ key: 'y', task: two })).toEqual([{ y: 2 }]);
    expect(await found({ key: 'nothing' })).toEqual([]);
    expect(await found({ value: '1' })).toEqual([]);
  });

  it.each<[string, unknown[], unknown[]]>([
    ['5', [5, '5'], [50, '5.0', [5], true]],
    ['5.0', ['5.0'], ['5', '5.00']],
    ['1.50', ['1.50'], [1.5]],
    ['true', [true, 'true'], [1, 'True', false]],
    ['null', ['null'], [null]],
    ['', [''], [' ', null]],
    ['gold', ['gold'], ['Gold', 'golden', { gold: 1 }, ['gold']]],
    ['"gold"', ['"gold"'], ['gold']],
    ['{"a": 1}', [{ a: 1 }, '{"a": 1}'], [{ a: 1, b: 2 }]],
    ['1e999999', ['1e999999'], ['x']],
    ["' or 1=1 --", ["' or 1=1 --"], ['x']],
    ['\u{1f600}\\u0041', ['\u{1f600}\\u0041'], ['\u{1f600}A']],
  ])('the value %j is compared as text, and finds a number as well as a string', async (value, matching, others) => {
    for (const stored of [...matching, ...others]) await add(one, 'note', { level: stored, other: value });
    expect(await found({ key: 'level', value })).toEqual(matching.map((stored) => ({ level: stored, other: value })));
  });

  it('a deeply nested text as a value finds what has that text', async () => {
    const deep = '['.repeat(100_000);
    await add(one, 'note', { k: deep });
    expect(await find({ key: 'k', value: deep })).toHaveLength(1);
  });

  it('pages go on after an id', async () => {
    const ids: (string | null)[] = [];
    for (let n = 0; n < 7; n += 1) ids.push(await add(n % 2 === 0 ? one : two, 'note', { n }));
    const seen: unknown[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await find({ limit: 3, ...(after === undefined ? {} : { after }) });
      if (page.length === 0) break;
      seen.push(...page.map(({ task_annotation_id }) => task_annotation_id));
      after = page.at(-1)!['task_annotation_id'] as string;
    }
    expect(seen).toEqual(ids);
    expect(await found({ task: one, after: ids[2]!, limit: 1 })).toEqual([{ n: 4 }]);
  });

  it('many sessions that write the first notes of new types at once make each type once', async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, () => engine.session()));
    await Promise.all(sessions.map((session, n) => add(one, `type ${n % 2}`, { n }, session)));
    expect(await engine.rows('select name from tasker.annotation_types order by 1')).toEqual([{ name: 'type 0' }, { name: 'type 1' }]);
    expect(await find({ type: 'type 1' })).toHaveLength(10);
  });

  it('for some namespaces so many are looked at as are asked for, and the last of them says that it is', async () => {
    await engine.client.query("insert into tasker.task_namespaces (name) values ('elsewhere')");
    for (let n = 1; n <= 5; n += 1) await add(one, n === 3 ? 'rare' : 'note', { n });
    const look = async (
      within: string[],
      { limit = 100, looked, type = null }: { limit?: number; looked: number | null; type?: string | null },
    ) => {
      const rows = await engine.rows('select * from tasker.find_annotations($1, null, null, null, $2, null, $3, $4)', [
        type,
        limit,
        within,
        looked,
      ]);
      return rows.map(({ annotation, reached, ends }) => [(annotation as { n: number } | null)?.n ?? null, reached, ends] as const);
    };
    const [own] = await engine.rows('select n.name from tasker.task_namespaces n join tasker.named_tasks d using (task_namespace_id)');
    const reached = [own!['name'] as string];
    expect(await look(['elsewhere'], { looked: 3 })).toEqual([[null, false, true]]);
    expect(await look(['elsewhere'], { looked: 6 })).toEqual([]);
    expect(await look(['elsewhere'], { looked: null })).toEqual([]);
    expect(await look(['elsewhere'], { looked: 1, type: 'rare' })).toEqual([[null, false, true]]);
    expect(await look(reached, { looked: 2 })).toEqual([
      [1, true, false],
      [2, true, true],
    ]);
    expect(await look(reached, { looked: 2, limit: 1 })).toEqual([[1, true, false]]);
    expect(await look(reached, { looked: 9 })).toHaveLength(5);
  });

  it('by value, by key and by type, few of 50,000 notes are read', async () => {
    await add(one, 'many', { n: 0 });
    await add(one, 'rare', { seldom: 'yes', n: 'x' });
    await engine.client.query(
      `insert into tasker.task_annotations (task_id, annotation_type_id, annotation)
       select $1, (select annotation_type_id from tasker.annotation_types where name = 'many'), jsonb_build_object('n', n)
       from generate_series(1, 50000) n`,
      [two],
    );
    await engine.client.query('vacuum analyze tasker.task_annotations');
    const pages = async (filter: Filter) => {
      const values = [filter.type, filter.key, filter.value, filter.task, 10, null];
      await engine.client.query('select * from tasker.find_annotations($1, $2, $3, $4, $5, $6)', values);
      const { rows } = await engine.client.query(
        'explain (analyze, buffers, format json) select * from tasker.find_annotations($1, $2, $3, $4, $5, $6)',
        values,
      );
      const { Plan: plan } = rows[0]['QUERY PLAN'][0];
      return (plan['Shared Hit Blocks'] as number) + (plan['Shared Read Blocks'] as number);
    };
    expect(await found({ key: 'n', value: '31415' })).toEqual([{ n: 31415 }]);
    const confined = async (within: string[], type: string | null) => {
      const text = 'select * from tasker.find_annotations($1, null, null, null, 10, null, $2, 1000)';
      const { rows } = await engine.client.query(`explain (analyze, buffers, format json) ${text}`, [type, within]);
      const { Plan: plan } = rows[0]['QUERY PLAN'][0];
      return (plan['Shared Hit Blocks'] as number) + (plan['Shared Read Blocks'] as number);
    };
    // A look at the task of each of 1,000 notes, however many there are.
    for (const type of [null, 'many']) expect(await confined(['elsewhere'], type), String(type)).toBeLessThan(1_000 * 5);
    expect(await confined(['elsewhere'], 'rare')).toBeLessThan(150);
    for (const filter of [{ key: 'n', value: '31415' }, { key: 'seldom' }, { type: 'rare' }, { task: one }, {}]) {
      expect(await pages(filter), JSON.stringify(filter)).toBeLessThan(150);
    }
  });
});
