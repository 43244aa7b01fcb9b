import { describe, expect, it } from 'vitest';
import { insertTask, type StepRow, type TaskRow } from '../../support/rows.js';
import { useEngine } from '../../support/engine.js';
import { useFeed } from '../../support/feed.js';
import { blocked, completed } from '../../support/worker.session.js';

const DONE: readonly StepRow[] = [
  { state: 'complete', results: { a: 1 } },
  { state: 'complete', parents: [1] },
];
const DAY = 86_400;

interface Call {
  readonly policies?: Record<string, [number, boolean]>;
  readonly states?: string[];
  readonly after?: string | null;
  readonly limit?: number;
  readonly scan?: number;
}

describe('retire_tasks', () => {
  const engine = useEngine();
  const feed = useFeed(engine);

  /** A finished task that came to rest so many days ago. */
  async function finished(days: number, task: TaskRow = {}, steps = DONE): Promise<string> {
    const id = await insertTask(engine.client, steps, task);
    await engine.rows(
      `update tasker.tasks set finished_at = clock_timestamp() - make_interval(days => $2),
         requested_at = clock_timestamp() - make_interval(days => $2 + 1) where task_id = $1`,
      [id, days],
    );
    return id;
  }
  async function retire(call: Call = {}, client = engine.client) {
    const ids = (await engine.rows('select named_task_id as id from tasker.named_tasks')).map(({ id }) => String(id));
    const policies = call.policies ?? Object.fromEntries(ids.map((id) => [id, [30 * DAY, false]]));
    const { states = ['complete', 'cancelled', 'resolved_manually'], after = null, limit = 100, scan = 1000 } = call;
    const { rows } = await client.query('select * from tasker.retire_tasks($1, $2, $3, $4, $5)', [
      JSON.stringify(policies),
      states,
      after,
      limit,
      scan,
    ]);
    return rows[0];
  }
  const stored = async () =>
    (await engine.rows('select task_id from tasker.tasks order by task_id')).map(({ task_id }) => task_id as string);

  it('a task goes when it has rested for longer than its definition keeps it, and not before', async () => {
    const old = await finished(31);
    const young = await finished(29);
    expect(await retire()).toMatchObject({ retired: 1, archived: 0, scanned: 2, last_id: null });
    expect(await stored()).toEqual([young]);
    for (const table of ['workflow_steps', 'task_transitions', 'workflow_step_transitions'])
      expect(await engine.rows(`select from tasker.${table} where task_id = $1`, [old]), table).toEqual([]);
  });

  it('notes, deadlines, warnings, bottlenecks, terms and dead letters go with their task', async () => {
    const id = await finished(31, {}, [{ state: 'error' }]);
    await engine.rows("select tasker.add_annotation($1, 'note', '{}')", [id]);
    await engine.rows('insert into tasker.task_deadlines (task_id, deadline_at) values ($1, now())', [id]);
    await engine.rows(
      "insert into tasker.task_warnings (task_id, kind, since, noticed_at, detail) values ($1, 'lifetime', now(), now(), '{}')",
      [id],
    );
    await engine.rows("insert into tasker.task_bottlenecks values ($1, 'High', 1, 60, now(), '{High}')", [id]);
    await engine.rows("insert into tasker.task_terms values ('misplaced', '', $1)", [id]);
    expect(await retire({ states: ['error'] })).toMatchObject({ retired: 1 });
    for (const table of ['task_annotations', 'task_deadlines', 'task_warnings', 'task_bottlenecks', 'task_terms', 'dead_letters'])
      expect(await engine.rows(`select from tasker.${table}`), table).toEqual([]);
  });

  it('tasks in a state that is not asked for, unfinished tasks and those of definitions without a period are kept', async () => {
    await finished(99, {}, [{ state: 'error' }]);
    await finished(99, { definition: 'forever' });
    const running = await insertTask(engine.client, [{ state: 'in_progress' }]);
    await engine.rows("update tasker.tasks set requested_at = now() - interval '99 days' where task_id = $1", [running]);
    const [rows] = await engine.rows("select named_task_id as id from tasker.named_tasks where name = 'rows'");
    expect(await retire({ policies: { [rows?.id]: [DAY, false] } })).toMatchObject({ retired: 0, scanned: 3 });
    expect(await stored()).toHaveLength(3);
  });

  it('a task whose notes are still to be written is kept until they are', async () => {
    const id = await finished(31);
    await engine.rows('update tasker.tasks set annotates = true');
    await engine.rows(
      'insert into tasker.annotation_hooks (task_id, named_task_id, due_at) select task_id, named_task_id, now() from tasker.tasks',
    );
    expect(await retire()).toMatchObject({ retired: 0 });
    await engine.rows("select tasker.finish_annotation($1, 0, '[]')", [id]);
    expect(await retire()).toMatchObject({ retired: 1 });
  });

  it('a task of which somebody is still to be told, or may be told again, is kept', async () => {
    const deliverer = await feed.deliverer('billing', ['task:complete']);
    const id = await finished(31, {}, [{}]);
    const worker = await engine.worker();
    await worker.advance((await worker.claim()).map((claim) => completed(claim)));
    await engine.rows("update tasker.tasks set finished_at = now() - interval '31 days'");
    expect(await retire()).toMatchObject({ retired: 0, scanned: 1 });
    const page = await deliverer.page();
    await deliverer.commit(page, [[page.events[0]!.position, { message: 'broken' }]], { maxAttempts: 1 });
    await deliverer.store.trim({ after: 0, limit: 10 });
    expect(await retire()).toMatchObject({ retired: 0, scanned: 1 });
    await deliverer.store.drop('billing', null);
    expect(await retire()).toMatchObject({ retired: 1 });
    expect(await stored()).not.toContain(id);
  });

  it('a batch retires no more than its limit, and the next one goes on after it', async () => {
    for (let count = 0; count < 5; count++) await finished(31);
    const ids = await stored();
    const first = await retire({ limit: 2 });
    expect(first).toMatchObject({ retired: 2, scanned: 2, last_id: ids[1] });
    expect(await retire({ limit: 2, after: first.last_id })).toMatchObject({ retired: 2, last_id: ids[3] });
    expect(await retire({ limit: 2, after: ids[3]! })).toMatchObject({ retired: 1, last_id: null });
  });

  it('a batch looks at no more tasks than it may, and says where it stands', async () => {
    for (let count = 0; count < 3; count++) await finished(1);
    await finished(31);
    const ids = await stored();
    const looks: unknown[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const report: { retired: number; scanned: number; last_id: string | null } = await retire({ scan: 2, after: after ?? null });
      looks.push(report.scanned);
      after = report.last_id;
    }
    expect(looks).toEqual([2, 2, 0]);
    expect(await stored()).toHaveLength(ids.length - 1);
  });

  it('says when every task that it looked at is too young for any definition', async () => {
    await finished(1);
    expect(await retire()).toMatchObject({ young: true });
    await finished(28);
    expect(await retire()).toMatchObject({ young: true });
    await finished(30);
    expect(await retire()).toMatchObject({ young: false });
  });

  it('a task that somebody holds is left for the next round', async () => {
    const held = await finished(31);
    await finished(31);
    const session = await engine.session();
    await session.query('begin');
    await session.query('select from tasker.tasks where task_id = $1 for no key update', [held]);
    expect(await retire()).toMatchObject({ retired: 1 });
    expect(await stored()).toEqual([held]);
    await session.query('rollback');
    expect(await retire()).toMatchObject({ retired: 1 });
  });

  it('a task that a person lets run again meanwhile is kept, before and after his commit', async () => {
    const id = await finished(31, {}, [{ state: 'error', attempts: 3 }]);
    const person = await engine.session();
    await person.query('begin');
    await person.query("select * from tasker.retry_steps($1, null, null, 'ann', 'again')", [id]);
    expect(await retire({ states: ['error'] })).toMatchObject({ retired: 0, scanned: 1 });
    await person.query('commit');
    expect(await retire({ states: ['error', 'complete'] })).toMatchObject({ retired: 0, scanned: 1 });
    expect(await stored()).toEqual([id]);
  });

  it('a person who comes while a task is being retired waits and finds nothing', async () => {
    const id = await finished(31, {}, [{ state: 'error', attempts: 3 }]);
    const [retirer, person] = [await engine.session(), await engine.session()];
    await retirer.query('begin');
    expect(await retire({ states: ['error'] }, retirer)).toMatchObject({ retired: 1 });
    const answer = person.query("select * from tasker.retry_steps($1, null, null, 'ann', 'again')", [id]);
    await blocked(person, engine.client);
    await retirer.query('commit');
    expect((await answer).rows).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  it('two runners take different tasks and neither waits', async () => {
    for (let count = 0; count < 4; count++) await finished(31);
    const [first, second] = [await engine.session(), await engine.session()];
    await first.query('begin');
    expect(await retire({ limit: 2 }, first)).toMatchObject({ retired: 2 });
    expect(await retire({}, second)).toMatchObject({ retired: 2 });
    await first.query('commit');
    expect(await stored()).toEqual([]);
  });

  it('a connection that is cut leaves every task whole', async () => {
    await finished(31);
    const session = await engine.session();
    await session.query('begin');
    expect(await retire({}, session)).toMatchObject({ retired: 1 });
    await session.end();
    expect(await stored()).toHaveLength(1);
    expect(await engine.rows('select from tasker.workflow_step_transitions')).toHaveLength(2);
  });

  it('a note that is being written keeps its task; one that comes later finds no task', async () => {
    const id = await finished(31);
    const writer = await engine.session();
    await writer.query('begin');
    await writer.query("select tasker.add_annotation($1, 'note', '{}')", [id]);
    expect(await retire()).toMatchObject({ retired: 0 });
    await writer.query('commit');
    expect(await retire()).toMatchObject({ retired: 1 });
    expect(await engine.rows("select tasker.add_annotation($1, 'note', '{}') as id", [id])).toEqual([{ id: null }]);
  });
});
