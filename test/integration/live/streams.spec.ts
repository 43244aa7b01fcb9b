import { LiveChanges, type LiveFilter, type LiveStream } from 'nestjs-tasker';
import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, type Blueprint } from '../../support/creation.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { committedKeys, keyOf, Listening } from '../../support/live.js';
import { completed } from '../../support/worker.session.js';

const FAST = { worker: false, live: { pollInterval: 10 } } as const;
const UNKNOWN = '01920000-0000-7000-8000-000000000000';

describe('a stream of live changes', () => {
  const engine = useEngine();
  let plan: Blueprint;
  let app: EngineApp;
  let live: LiveChanges;

  beforeEach(async () => {
    plan = await blueprint(engine.client, 3);
    app = await engine.app([], FAST);
    live = app.module.get(LiveChanges);
  });

  const chain = () => createTask(engine.client, plan, [{}, { parents: [1] }, { parents: [2] }]);
  const cancelled = (task: string) => engine.rows("select tasker.cancel_task($1, 'ann', 'no need')", [task]);

  it('of one task has what happens to it in order, goes on where it ended, and ends when the task is gone', async () => {
    const task = await chain();
    const listening = new Listening(await live.task(task));
    const worker = await engine.worker();
    for (let step = 0; step < 3; step += 1)
      await worker.advance((await worker.claim(1, { lanes: plan.lanes })).map((claim) => completed(claim)));
    await listening.heard(5);
    expect(listening.keys).toEqual([
      `task.changed ${task} pending in_progress`,
      `step.changed ${task} 1 1 in_progress complete`,
      `step.changed ${task} 2 1 in_progress complete`,
      `step.changed ${task} 3 1 in_progress complete`,
      `task.changed ${task} in_progress complete`,
    ]);
    for (const [place, { cursor }] of listening.told.entries()) {
      const again = new Listening(await live.task(task, { after: cursor }));
      await again.heard(4 - place);
      expect(again.keys).toEqual(listening.keys.slice(place + 1));
      await again.close();
    }
    expect(listening.stream.cursor).toBe(listening.told.at(-1)!.cursor);
    await engine.rows('select tasker.delete_tasks(array[$1]::uuid[])', [task]);
    await listening.ended;
  });

  it('of one task is read in pages where there is much, and none is left out', async () => {
    const task = await chain();
    const { cursor } = await live.task(task);
    await engine.rows(
      `insert into tasker.task_transitions (task_id, created_at, from_state, to_state, metadata)
       select $1, clock_timestamp(), 'pending', 'pending', jsonb_build_object('action', 'update', 'n', n) from generate_series(1, 410) n`,
      [task],
    );
    const listening = new Listening(await live.task(task, { after: cursor }));
    await listening.heard(410);
    expect(listening.told.map(({ metadata }) => metadata!.n)).toEqual(Array.from({ length: 410 }, (_, n) => n + 1));
    await listening.close();
  });

  it('is refused for a task, a filter or a cursor that there is not', async () => {
    const [task, other] = [await chain(), await chain()];
    const ofTask = (await live.task(task)).cursor;
    const ofAll = (await live.tasks()).cursor;
    await expect(live.task(UNKNOWN)).rejects.toMatchObject({ name: 'NotFoundError' });
    const isRefused = (opening: Promise<LiveStream>) =>
      expect(opening).rejects.toMatchObject({ name: 'InvalidRequestError', issues: [{ path: 'after' }] });
    for (const after of [
      '',
      'garbage',
      ofTask,
      `${ofAll}-`,
      ofAll.replace(/^h..../, 'h0000'),
      ofAll.replace(/[^.]+$/, 'zzzzz'),
      `h${'0'.repeat(9_000)}`,
    ]) {
      await isRefused(live.tasks({}, { after }));
    }
    for (const after of ['', 'garbage', ofAll, `${ofTask}0000000000000`]) await isRefused(live.task(task, { after }));
    await isRefused(live.task(other, { after: ofTask }));
    expect(() => live.tasks({ colour: 'red' } as LiveFilter)).toThrow(/colour: unknown key/);
    expect(() => live.tasks({ state: 'happy' } as unknown as LiveFilter)).toThrow(/state: must be one of/);
  });

  it('tells a listener that reads late everything, keeps little for it, and lets nobody wait for it', async () => {
    const lazy = await live.tasks();
    const busy = new Listening(await live.tasks());
    const task = await chain();
    for (let part = 0; part < 3; part += 1) {
      await engine.rows(
        `insert into tasker.task_transitions (task_id, created_at, from_state, to_state, metadata)
         select $1, clock_timestamp(), 'pending', 'pending', jsonb_build_object('action', 'update', 'n', n) from generate_series($2::integer + 1, $2 + 400) n`,
        [task, 400 * part],
      );
      await busy.heard(1 + 400 * (part + 1));
    }
    const source = (lazy as unknown as { source: { waiting: number; isLive: boolean } }).source;
    expect([source.waiting <= 1_000, source.isLive]).toEqual([true, false]);
    const late = new Listening(lazy);
    await late.heard(1_201);
    expect(late.told.map(({ metadata }) => metadata?.n)).toEqual(busy.told.map(({ metadata }) => metadata?.n));
    // It is up to date again.
    const next = await chain();
    await late.heard(1_202);
    expect(late.keys.at(-1)).toBe(`task.created ${next} none pending`);
    await late.close();
    await busy.close();
  });

  it('has the changes of a task in order also where a listener has missed more than it reads at once', async () => {
    const { cursor } = await live.tasks();
    const task = await chain();
    // Many rows of steps, few of tasks: pages of the two end at different moments.
    await engine.rows(
      `insert into tasker.workflow_step_transitions (task_id, workflow_step_id, attempt, created_at, from_state, to_state, metadata)
       select $1, 1, n, clock_timestamp() + n * interval '1 millisecond', 'pending', 'pending', '{"action": "update"}' from generate_series(1, 5100) n`,
      [task],
    );
    await engine.rows(
      `insert into tasker.task_transitions (task_id, created_at, from_state, to_state, metadata)
       select $1, clock_timestamp() + interval '1 minute', 'pending', 'pending', '{"action": "update"}'`,
      [task],
    );
    const listening = new Listening(await live.tasks({}, { after: cursor }));
    await listening.heard(5_102);
    expect(listening.keys[0]).toBe(`task.created ${task} none pending`);
    expect(listening.keys.at(-1)).toBe(`task.changed ${task} pending pending`);
    expect(new Set(listening.keys).size).toBe(5_102);
    await listening.close();
  });

  it('of a filter has what the filter means, with the state that a task comes from or goes to', async () => {
    await blueprint(engine.client, 3, 'other');
    const [all, pending, gone, named] = await Promise.all(
      [{}, { state: 'pending' }, { state: 'cancelled' }, { name: 'other' }].map(
        async (filter) => new Listening(await live.tasks(filter as LiveFilter)),
      ),
    );
    const task = await chain();
    await cancelled(task);
    await all!.heard(5);
    expect(all!.keys.sort()).toEqual(await committedKeys(engine.client));
    // Everybody is told of a look at once.
    expect(pending!.keys).toEqual([`task.created ${task} none pending`, `task.changed ${task} pending cancelled`]);
    expect(gone!.keys.sort()).toEqual(all!.keys.filter((key) => !key.startsWith('task.created')));
    expect(named!.keys).toEqual([]);
    await Promise.all([all, pending, gone, named].map((listening) => listening!.close()));
  });

  it('of who is confined to namespaces has no others, nor does one of a namespace that he does not reach', async () => {
    const all = new Listening(await live.tasks());
    const [within, outside, asked] = await Promise.all(
      (
        [
          [{}, ['default']],
          [{}, ['elsewhere']],
          [{ namespace: 'default' }, ['elsewhere']],
        ] as const
      ).map(async ([filter, names]) => new Listening(await live.tasks(filter, { within: names }))),
    );
    await chain();
    await all.heard(1);
    await within!.heard(1);
    expect([outside!.keys, asked!.keys]).toEqual([[], []]);
    await Promise.all([all, within, outside, asked].map((listening) => listening!.close()));
  });

  it('goes on when the database was away, and misses nothing of that time', async () => {
    const [all, task] = [new Listening(await live.tasks()), await chain()];
    const ofTask = new Listening(await live.task(task));
    await all.heard(1);
    await engine.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await cancelled(task);
    await all.heard(5);
    await ofTask.heard(4);
    expect(all.keys.sort()).toEqual(await committedKeys(engine.client));
    await all.close();
    await ofTask.close();
  });

  it('is told of a transaction that was prepared, when that is committed', async ({ skip }) => {
    const [preparer] = [await engine.session()];
    const [{ most }] = (await engine.rows("select current_setting('max_prepared_transactions')::integer as most")) as [{ most: number }];
    if (most === 0) skip('the server allows no prepared transactions');
    const all = new Listening(await live.tasks());
    await preparer.query('begin');
    const task = await createTask(preparer, plan);
    await preparer.query("prepare transaction 'live'");
    await chain();
    await all.heard(1);
    await preparer.query("commit prepared 'live'");
    await all.heard(2);
    expect(all.keys[1]).toBe(`task.created ${task} none pending`);
    await all.close();
  });

  it('begins anew where the database was set back, and says so', async () => {
    const [all, task] = [new Listening(await live.tasks()), await chain()];
    await all.heard(1);
    await engine.rows("select setval(pg_get_serial_sequence('tasker.tasks', 'creation_id'), 1, false)");
    await eventually(() => all.changes.some(({ kind }) => kind === 'reset'), { what: 'a reset' });
    await engine.rows("select setval(pg_get_serial_sequence('tasker.tasks', 'creation_id'), 100)");
    await cancelled(task);
    await all.heard(5);
    expect(all.keys.at(-1)).toBe(`task.changed ${task} pending cancelled`);
    await all.close();
  });

  it('is not read for when nobody listens any more', async () => {
    const listening = new Listening(await live.tasks());
    const task = await chain();
    const ofTask = new Listening(await live.task(task));
    await cancelled(task);
    await listening.heard(5);
    await ofTask.heard(4);
    await listening.close();
    await ofTask.close();
    expect(live.open).toBe(0);
    const follower = live as unknown as Record<string, { listeners?: Set<unknown>; hungry?: Set<unknown> }>;
    expect([follower.history!.listeners!.size, follower.follower!.hungry!.size]).toEqual([0, 0]);
  });

  it('hands a change out once for each call of next(), and ends when its signal says so', async () => {
    const control = new AbortController();
    const stream = await live.tasks({}, { signal: control.signal });
    const [one, two] = [stream.next(), stream.next()];
    const task = await chain();
    const other = await chain();
    expect([keyOf((await one).value as never), keyOf((await two).value as never)]).toEqual(
      [task, other].map((id) => `task.created ${id} none pending`),
    );
    const last = stream.next();
    control.abort();
    expect(await last).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await app.close();
    await expect(live.tasks()).rejects.toMatchObject({ name: 'LiveUnavailableError' });
  });
});
