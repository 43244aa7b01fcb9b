import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { act, deedOf, useFeed } from '../../support/feed.js';
import { insertTask } from '../../support/rows.js';
import { completed } from '../../support/worker.session.js';

const engine = useEngine();
const feed = useFeed(engine);

const namesOf = (events: readonly { kind: string; transition?: { from: string; to: string } }[]) =>
  events.map(({ kind, transition }) => (transition === undefined ? kind : `${kind} ${transition.from} > ${transition.to}`));

describe('read_feed', () => {
  /** Runs a task of two steps to its end. */
  async function run(): Promise<string> {
    const task = await insertTask(engine.client, [{}, { parents: [1] }], { context: { order: 7 } });
    const worker = await engine.worker();
    for (let step = 1; step <= 2; step++) {
      const [claim] = await worker.claim(1);
      await worker.advance([completed(claim!, { sum: step })]);
    }
    return task;
  }

  it.each([
    [['*'], ['step in_progress > complete', 'step in_progress > complete', 'task in_progress > complete', 'task complete > complete']],
    [['task:*'], ['task in_progress > complete', 'task complete > complete']],
    [['step:complete'], ['step in_progress > complete', 'step in_progress > complete']],
    [['task:action', 'step:error'], ['task complete > complete']],
    [['task:complete'], ['task in_progress > complete']],
    [['step:error', 'custom:*'], []],
    [[], []],
  ])('who wants %j is given that, in the order in which it happened', async (wants, expected) => {
    await feed.deliverer('all', ['*']);
    const deliverer = await feed.deliverer('billing', wants);
    const task = await run();
    await engine.rows(
      "insert into tasker.task_transitions (task_id, created_at, from_state, to_state, metadata) values ($1, now(), 'complete', 'complete', '{\"action\": \"note\"}')",
      [task],
    );
    expect(namesOf(await deliverer.drain())).toEqual(expected);
    const [fed] = await engine.rows('select count(*)::integer as rows from tasker.event_feed');
    expect(fed?.rows).toBe(4);
  });

  it('only what somebody wants is kept', async () => {
    await feed.deliverer('a', ['task:complete']);
    await feed.deliverer('b', ['step:complete']);
    await run();
    const kept = await engine.rows("select kind || ':' || name as kept from tasker.event_feed order by position");
    expect(kept.map((row) => row.kept)).toEqual(['step:complete', 'step:complete', 'task:complete']);
  });

  it('a page says what happened as documents, and each task once', async () => {
    const deliverer = await feed.deliverer('billing', ['task:complete', 'step:complete']);
    const task = await run();
    const page = await deliverer.page();
    expect(page).toMatchObject({ more: false, lost: 0, through: page.events.at(-1)!.position });
    expect(page.tasks).toMatchObject([{ taskId: task, name: 'rows', state: 'complete', context: { order: 7 }, steps: { completed: 2 } }]);
    expect(page.events).toMatchObject([
      {
        kind: 'step',
        taskId: task,
        behind: false,
        attempts: 0,
        transition: { stepId: 1, name: 'step_1', results: { sum: 1 }, attempt: 1 },
      },
      { kind: 'step', taskId: task, transition: { stepId: 2, results: { sum: 2 } } },
      { kind: 'task', taskId: task, transition: { from: 'in_progress', to: 'complete', taskId: task } },
    ]);
  });

  it('a page holds no more than it may; what is not committed comes again', async () => {
    const deliverer = await feed.deliverer('billing', ['task:action']);
    const task = await insertTask(engine.client, [{}]);
    for (let count = 0; count < 5; count++) await act(engine.client, task, count % 2 === 0 ? 'pause' : 'resume', String(count));
    const first = await deliverer.page(2);
    expect([first.events.map(deedOf), first.more]).toEqual([['pause 0', 'resume 1'], true]);
    expect(await deliverer.page(2)).toEqual(first);
    await deliverer.commit(first);
    expect((await deliverer.drain(2)).map(deedOf)).toEqual(['pause 2', 'resume 3', 'pause 4']);
  });

  it('events whose history is gone are counted, and the others delivered', async () => {
    const deliverer = await feed.deliverer('billing', ['task:action']);
    const [gone, there] = [await insertTask(engine.client, [{}]), await insertTask(engine.client, [{}])];
    for (const task of [gone, there]) await act(engine.client, task, 'pause');
    // By hand: retirement leaves such a task alone.
    await engine.rows('update tasker.tasks set finished_at = now() where task_id = $1', [gone]);
    await engine.rows('select tasker.delete_tasks(array[$1::uuid])', [gone]);
    const page = await deliverer.page();
    expect([page.lost, page.events.map(({ taskId }) => taskId)]).toEqual([1, [there]]);
    await deliverer.commit(page);
    expect(await deliverer.store.lag(10)).toMatchObject([{ lost: 1, delivered: 1, waiting: 0 }]);
    await deliverer.store.trim({ after: 0, limit: 10 });
  });

  it('a consumer that nobody knows has no page', async () => {
    const deliverer = await feed.deliverer();
    expect(await deliverer.store.remove('billing')).toBe('removed');
    expect([await deliverer.read(), await deliverer.store.remove('billing')]).toEqual(['unknown', 'unknown']);
  });

  it('where nothing is new, nothing is written', async () => {
    const deliverer = await feed.deliverer();
    await deliverer.drain();
    const row = () => engine.rows('select ctid, xmin, xmax, * from tasker.event_cursors');
    const before = await row();
    for (let count = 0; count < 3; count++) expect((await deliverer.page()).page).toBeNull();
    expect(await row()).toEqual(before);
  });
});
