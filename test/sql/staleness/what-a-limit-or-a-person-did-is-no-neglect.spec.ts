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
    (await engine.rows('select tasker.notice_waiting($1, 100) as failing', [await policies()]))[0]?.failing as string[];
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
    await engine.rows("update tasker.limit_slots set claimed_at = claimed_at - interval '2 hours'");
    expect(await waiting()).toEqual([other?.task_id]);
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
