import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, createTasks, type Blueprint, type NewTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import type { Connection } from '../../support/rows.js';
import { completed, failed } from '../../support/worker.session.js';

const annotates = { annotates: true };

describe('annotation hooks', () => {
  const engine = useEngine();
  let plan: Blueprint;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
  });
  const hooks = async () =>
    (await engine.rows('select task_id from tasker.annotation_hooks order by task_id')).map(({ task_id }) => task_id as string);
  const claim = async (ids = [plan.namedTask], connection: Connection = engine.client) =>
    (await connection.query<{ task_id: string; attempts: number }>("select * from tasker.claim_annotation($1, interval '60 s')", [ids]))
      .rows[0];
  const finish = async (taskId: string, attempts: number, notes: unknown[]) =>
    (await engine.rows('select tasker.finish_annotation($1, $2, $3) as done', [taskId, attempts, JSON.stringify(notes)]))[0]![
      'done'
    ] as boolean;
  const defer = async (taskId: string, attempts: number, seconds: number) =>
    (await engine.rows('select tasker.defer_annotation($1, $2, make_interval(secs => $3)) as done', [taskId, attempts, seconds]))[0]![
      'done'
    ] as boolean;
  const leaseOver = () => engine.client.query("update tasker.annotation_hooks set due_at = clock_timestamp() - interval '1 s'");
  const rest = async (task: NewTask = annotates) => {
    const taskId = await createTask(engine.client, plan, [{}], task);
    const worker = await engine.worker();
    await worker.advance((await worker.claim()).map((one) => completed(one)));
    return taskId;
  };

  it('a task that completes gets one, at its rest and not before', async () => {
    const taskId = await createTask(engine.client, plan, [{}, { parents: [1] }], annotates);
    const worker = await engine.worker();
    const [first] = await worker.claim();
    const { claimed } = await worker.advance([completed(first!)], { capacity: 1 });
    expect(await hooks()).toEqual([]);
    await worker.advance([completed(claimed[0]!)]);
    expect(await hooks()).toEqual([taskId]);
  });

  it('a task that fails, one whose worker is lost, one that is cancelled, one whose time is over, and one without steps get theirs', async () => {
    const { asked } = await createTasks(engine.client, plan, {
      steps: [{ retryLimit: 1 }],
      tasks: [
        annotates,
        annotates,
        annotates,
        { ...annotates, max_seconds: 0 },
        { ...annotates, steps: [] },
        { ...annotates, bypass: [1] },
      ],
    });
    const worker = await engine.worker();
    const claims = await worker.claim();
    const of = (place: number) => claims.filter(({ task_id }) => task_id === asked[place]);
    await worker.advance(of(0).map((one) => failed(one, { permanent: true })));
    await engine.client.query('select * from tasker.cancel_task($1, null, null)', [asked[2]]);
    await engine.client.query('select * from tasker.expire_tasks(10)');
    expect(await hooks()).toEqual([asked[0], asked[2], asked[3], asked[4], asked[5]].sort());
    await worker.fallSilent(engine.client);
    await (await engine.worker()).reap();
    expect(await hooks()).toEqual([...asked].sort());
  });

  it('tasks that do not annotate get none, however they end', async () => {
    await rest({});
    const cancelled = await createTask(engine.client, plan);
    await engine.client.query('select * from tasker.cancel_task($1, null, null)', [cancelled]);
    await createTask(engine.client, plan, []);
    await createTask(engine.client, plan, [{}], { max_seconds: 0 });
    await engine.client.query('select * from tasker.expire_tasks(10)');
    expect(await hooks()).toEqual([]);
  });

  it('a rest that is rolled back leaves none', async () => {
    await createTask(engine.client, plan, [{}], annotates);
    const worker = await engine.worker();
    const claims = await worker.claim();
    await worker.client.query('begin');
    await worker.advance(claims.map((one) => completed(one)));
    await worker.client.query('rollback');
    expect(await hooks()).toEqual([]);
    await worker.advance(claims.map((one) => completed(one)));
    expect(await hooks()).toHaveLength(1);
  });

  it('is given to one process at a time, and again when its lease is over', async () => {
    const taskId = await rest();
    expect(await claim()).toEqual({ task_id: taskId, attempts: 1 });
    expect(await claim()).toBeUndefined();
    await leaseOver();
    expect(await claim()).toEqual({ task_id: taskId, attempts: 2 });
  });

  it('is given to processes that have code for its definition, the one that is due longest first', async () => {
    const other = await blueprint(engine.client, 3, 'other');
    const [young, old] = [await rest(), await rest()];
    const foreign = await createTask(engine.client, other, [], annotates);
    await engine.client.query("update tasker.annotation_hooks set due_at = due_at - interval '1 h' where task_id = $1", [old]);
    expect(await claim([])).toBeUndefined();
    expect(await claim([-1])).toBeUndefined();
    expect((await claim([other.namedTask, plan.namedTask]))?.task_id).toBe(old);
    expect((await claim([other.namedTask]))?.task_id).toBe(foreign);
    expect((await claim([other.namedTask]))?.task_id).toBeUndefined();
    expect((await claim([other.namedTask, plan.namedTask]))?.task_id).toBe(young);
  });

  it('many processes at once share them out', async () => {
    await createTasks(engine.client, plan, { steps: [], tasks: Array.from({ length: 20 }, () => annotates) });
    const sessions = await Promise.all(Array.from({ length: 8 }, () => engine.session()));
    const taken = await Promise.all(
      sessions.map(async (session) => {
        const mine: string[] = [];
        // Whoever finds every row of the moment taken by others comes again.
        for (let empty = 0; empty < 3;) {
          const one = await claim([plan.namedTask], session);
          if (one === undefined) empty += 1;
          else mine.push(one.task_id);
        }
        return mine;
      }),
    );
    for (let one = await claim(); one !== undefined; one = await claim()) taken.push([one.task_id]);
    expect(taken.flat().sort()).toEqual(await hooks());
  });

  it('its notes and its end are one: written in order, types made on first use', async () => {
    const taskId = await rest();
    await claim();
    const notes = [
      { type: 'figure', annotation: { n: 1 } },
      { type: 'remark', annotation: 'text' },
      { type: 'figure', annotation: null },
    ];
    expect(await finish(taskId, 1, notes)).toBe(true);
    expect(await hooks()).toEqual([]);
    expect(
      await engine.rows(
        `select y.name as type, a.annotation from tasker.task_annotations a join tasker.annotation_types y using (annotation_type_id)
         where a.task_id = $1 order by a.task_annotation_id`,
        [taskId],
      ),
    ).toEqual(notes);
    expect(await finish(taskId, 1, notes)).toBe(false);
    expect(await engine.rows('select from tasker.task_annotations')).toHaveLength(3);
  });

  it('may have nothing to write', async () => {
    const taskId = await rest();
    await claim();
    expect(await finish(taskId, 1, [])).toBe(true);
    expect(await hooks()).toEqual([]);
  });

  it('an attempt that another one has overtaken writes nothing, and neither defers nor ends it', async () => {
    const taskId = await rest();
    await claim();
    await leaseOver();
    await claim();
    expect(await finish(taskId, 1, [{ type: 'late', annotation: {} }])).toBe(false);
    expect(await defer(taskId, 1, 0)).toBe(false);
    expect(await engine.rows('select from tasker.annotation_types')).toEqual([]);
    expect(await claim()).toBeUndefined();
    expect(await finish(taskId, 2, [{ type: 'in time', annotation: {} }])).toBe(true);
  });

  it('a note that cannot be stored leaves the hook as it was', async () => {
    const taskId = await rest();
    await claim();
    await expect(finish(taskId, 1, [{ type: 'x'.repeat(65), annotation: {} }])).rejects.toMatchObject({ code: '23514' });
    expect(await hooks()).toEqual([taskId]);
    expect(await finish(taskId, 1, [{ type: 'x', annotation: {} }])).toBe(true);
  });

  it('one that failed is tried again after its wait', async () => {
    const taskId = await rest();
    await claim();
    expect(await defer(taskId, 1, 60)).toBe(true);
    expect(await claim()).toBeUndefined();
    expect(await defer(taskId, 1, 0)).toBe(true);
    expect(await claim()).toEqual({ task_id: taskId, attempts: 2 });
  });
});
