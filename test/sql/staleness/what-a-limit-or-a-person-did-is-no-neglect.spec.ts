import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { claimLimited, declareLimit } from '../../support/limited.session.js';
import { insertTask, type StepRow, type TaskRow } from '../../support/rows.js';
import { completed, taskRow } from '../../support/worker.session.js';

const HOUR = 3_600;
const OWN = { waiting: HOUR, lifetime: 24 * HOUR, fail: true };

describe('staleness', () => {
  const engine = useEngine();
  async function policies(own: object = OWN) {
    const ids = await engine.rows('select named_task_id as id from tasker.named_tasks');
    return JSON.stringify(Object.fromEntries(ids.map(({ id }) => [id, own])));
  }
  const insert = (steps: readonly StepRow[], task?: TaskRow) => insertTask(engine.client, steps, task);
  const waiting = async () =>
    (await engine.rows('select failing from tasker.notice_waiting($1, null, 100)', [await policies()]))[0]?.failing as string[];
  const tooOld = async () =>
    (await engine.rows('select * from tasker.notice_lifetime($1, null, 100)', [await policies()]))[0]?.failing as string[];
  const fail = async (kind: string, ids: readonly string[]) =>
    engine.rows('select task_id from tasker.fail_stale($1, $2, $3)', [kind, ids, await policies()]);
  const inThePast = () => engine.rows("update tasker.tasks set requested_at = now() - interval '3 days'");

  it('a step that its key let go a moment ago was not neglected, and is so when nobody takes it for as long', async () => {
    const concurrency = { key: 'order', limit: 1 };
    for (let count = 0; count < 2; count++) await insert([{ readyIn: -2 * HOUR }], { concurrency, context: { order: 'o-1' } });
    const worker = await engine.worker();
    const [claim] = (await claimLimited(worker)).claimed;
    expect(await waiting()).toEqual([]);
    await worker.advance([completed(claim!)]);
    expect(await claimLimited(worker, { ended: [claim!], capacity: 0 })).toMatchObject({ let_go: 1 });
    const [other] = await engine.rows("select task_id from tasker.workflow_steps where state = 'pending' and ready_at < now()");
    expect(await waiting()).toEqual([]);
    expect(await fail('waiting', [other?.task_id])).toEqual([]);
    await engine.rows("update tasker.limit_slots set claimed_at = claimed_at - interval '3 seconds'");
    await claimLimited(worker, { capacity: 0, sweep: [] });
    expect(await engine.rows('select from tasker.limit_slots'), 'the promise has run out').toEqual([]);
    expect(await waiting()).toEqual([]);
    expect(await fail('waiting', [other?.task_id])).toEqual([]);
    await engine.rows("update tasker.workflow_steps set let_go_at = let_go_at - interval '2 hours'");
    expect(await waiting()).toEqual([other?.task_id]);
    expect(await fail('waiting', [other?.task_id])).toHaveLength(1);
  });

  it('what a changed definition lets go was not neglected before', async () => {
    const order = { context: { order: 'o-1' }, concurrency: { key: 'order', limit: 1 } };
    for (let count = 0; count < 2; count++) await insert([{ readyIn: -2 * HOUR }], order);
    const worker = await engine.worker();
    expect((await claimLimited(worker)).claimed).toHaveLength(1);
    await insert([{ state: 'complete' }], { ...order, concurrency: { key: 'order', limit: 2 } });
    expect(await engine.rows("select from tasker.workflow_steps where state = 'pending' and ready_at < now()")).toHaveLength(1);
    expect(await waiting()).toEqual([]);
  });

  it('a step whose key is taken waits for it also when no claim has come to it, others do not', async () => {
    const order = (order: string) => ({ context: { order }, concurrency: { key: 'order', limit: 1 } });
    await insert([{ readyIn: -3 * HOUR }], order('o-1'));
    const same = await insert([{ readyIn: -2 * HOUR }], order('o-1'));
    const other = await insert([{ readyIn: -2 * HOUR }], order('o-2'));
    const keyless = await insert([{ readyIn: -2 * HOUR }], { ...order('o-1'), context: {} });
    const worker = await engine.worker();
    const { claimed } = await claimLimited(worker, { capacity: 1 });
    expect(claimed).toHaveLength(1);
    expect((await waiting()).sort()).toEqual([other, keyless].sort());
    expect((await fail('waiting', [same, other])).map(({ task_id }) => task_id)).toEqual([other]);
    await worker.fallSilent(engine.client);
    expect((await waiting()).sort()).toEqual([same, keyless].sort());
  });

  it.each([
    ['has room', { max_running: 100 }],
    ['has tokens left', { rate: 1, per_seconds: 600, burst: 100 }],
    ['is full', { max_running: 1 }],
    ['is used up', { rate: 1, per_seconds: 600, burst: 1 }],
  ])('a limit that %s does not hide that nobody serves a definition', async (_, limit) => {
    await declareLimit(engine.client, 'queue', 'slow', limit);
    await insert([{ readyIn: -1 }], { queue: 'slow', definition: 'alive' });
    const worker = await engine.worker();
    const nobody = await insert([{ readyIn: -2 * HOUR }], { queue: 'slow', definition: 'nobody' });
    const lanes = (await engine.rows('select unnest(lanes) as lane from tasker.workers')).map(({ lane }) => lane as number);
    expect((await claimLimited(worker, { lanes })).claimed).toHaveLength(1);
    expect(await waiting()).toEqual([nobody]);
    expect(await fail('waiting', [nobody])).toHaveLength(1);
  });

  it.each([
    ['has room', { max_running: 2 }],
    ['has tokens left', { rate: 1, per_seconds: 600, burst: 2 }],
  ])('a step that is not taken though its limit %s is waiting', async (_, limit) => {
    await declareLimit(engine.client, 'queue', 'slow', limit);
    for (let count = 0; count < 2; count++) await insert([{ readyIn: -2 * HOUR }], { queue: 'slow' });
    expect((await claimLimited(await engine.worker(), { capacity: 1 })).claimed).toHaveLength(1);
    expect(await waiting()).toHaveLength(1);
  });

  it.each(['queue', 'system'] as const)(
    'a step behind a full limit of its %s waits for it, until nobody works under it any more',
    async (kind) => {
      await declareLimit(engine.client, kind, 'slow', { max_running: 1 });
      const place = kind === 'queue' ? { queue: 'slow' } : { system: 'slow' };
      const ids = [await insert([{ readyIn: -2 * HOUR }], place), await insert([{ readyIn: -2 * HOUR }], place)];
      const worker = await engine.worker();
      expect((await claimLimited(worker)).claimed).toHaveLength(1);
      expect(await waiting()).toEqual([]);
      expect(await fail('waiting', ids)).toEqual([]);
      await worker.fallSilent(engine.client);
      expect(await waiting()).toHaveLength(1);
    },
  );

  it('a step that waits for a rate is not neglected while others begin under it', async () => {
    await declareLimit(engine.client, 'queue', 'slow', { rate: 1, per_seconds: 600, burst: 1 });
    for (let count = 0; count < 2; count++) await insert([{ readyIn: -2 * HOUR }], { queue: 'slow' });
    const worker = await engine.worker();
    const [claim] = (await claimLimited(worker)).claimed;
    await worker.advance([completed(claim!)]);
    await claimLimited(worker, { ended: [claim!] });
    expect(await waiting()).toEqual([]);
    await engine.rows("update tasker.limits set refilled_at = refilled_at - interval '2 hours'");
    expect(await waiting()).toHaveLength(1);
  });

  it('an old task that a person lets run again has its lifetime anew', async () => {
    const id = await insert([{ state: 'error', attempts: 3 }]);
    await inThePast();
    await engine.rows("select * from tasker.retry_steps($1, null, null, 'ann', null)", [id]);
    expect(await tooOld()).toEqual([]);
    expect(await fail('lifetime', [id])).toEqual([]);
    expect(await taskRow(engine.client, id)).toMatchObject({ state: 'pending' });
  });

  it('an old task that a person resumes has its lifetime anew, and a warning about it goes', async () => {
    const id = await insert([{}]);
    await inThePast();
    await engine.rows("select * from tasker.pause_task($1, 'ann', null)", [id]);
    await engine.rows("select * from tasker.resume_task($1, 'ann', null)", [id]);
    expect(await tooOld()).toEqual([]);
    expect(await fail('lifetime', [id])).toEqual([]);
    await engine.rows(
      "insert into tasker.task_warnings (task_id, kind, since, noticed_at, told_at, detail) values ($1, 'lifetime', now(), now(), now(), '{}')",
      [id],
    );
    await engine.rows('select tasker.clear_warnings($1, null, 10)', [await policies()]);
    expect(await engine.rows('select from tasker.task_warnings')).toEqual([]);
  });

  it('a pause alone, or a retry of a step in a task that runs, gives no more time', async () => {
    const id = await insert([{ state: 'error', attempts: 1, readyIn: 60 }, {}]);
    await inThePast();
    await engine.rows("select * from tasker.retry_steps($1, 1, null, 'ann', null)", [id]);
    expect(await tooOld()).toEqual([id]);
  });
});
