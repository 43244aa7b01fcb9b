import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { failed, returned, stepRow, type WorkerSession } from '../../support/worker.session.js';

describe('the back-off of a failed attempt', () => {
  const engine = useEngine();
  let worker: WorkerSession;
  let taskId: string;
  beforeEach(async () => {
    worker = await engine.worker();
    taskId = await createTask(engine.client, await blueprint(engine.client), [{ retryLimit: 4 }]);
  });

  const claim = async () => (await worker.claim())[0]!;
  const makeDue = () => engine.client.query('update tasker.workflow_steps set ready_at = clock_timestamp() where ready_at is not null');
  /** Fails the next attempt; the seconds until the one after it. */
  const fail = async () => {
    await makeDue();
    return (await worker.advance([failed(await claim())])).settled[0]![4];
  };
  const handBack = async () => worker.advance([returned(await claim())]);

  it('leaves attempts out that were handed back unused', async () => {
    for (let times = 0; times < 6; times += 1) await handBack();
    expect(await fail()).toBe(2);
    expect(await fail()).toBe(4);
    await makeDue();
    await handBack();
    expect(await fail()).toBe(8);
    expect(await stepRow(engine.client, taskId, 1)).toMatchObject({ attempts: 10, retry_limit: 11, discounted_attempts: 7 });
  });

  it('of a worker that is lost does the same', async () => {
    for (let times = 0; times < 6; times += 1) await handBack();
    await claim();
    await worker.fallSilent(engine.client);
    const other = await engine.worker();
    await other.reap();
    expect((await stepRow(engine.client, taskId, 1)).backoff_request_seconds).toBe(2);
  });

  it('begins anew when a person lets the step run again', async () => {
    expect([await fail(), await fail(), await fail(), await fail()]).toEqual([2, 4, 8, null]);
    await engine.client.query("select tasker.retry_steps($1, 1, null, 'ann', null)", [taskId]);
    expect([await fail(), await fail(), await fail()]).toEqual([2, 4, null]);
  });

  it('a hand-back at the largest retry limit there is leaves the limit as it is', async () => {
    await engine.client.query("select tasker.change_retry_limit($1, 1, 2147483647, 'ann', null)", [taskId]);
    await handBack();
    expect(await stepRow(engine.client, taskId, 1)).toMatchObject({ state: 'pending', attempts: 1, retry_limit: 2_147_483_647 });
  });

  it('and the count of attempts that it leaves out stops at what the column holds', async () => {
    await engine.client.query('update tasker.workflow_steps set discounted_attempts = 32767');
    await handBack();
    expect(await stepRow(engine.client, taskId, 1)).toMatchObject({ state: 'pending', discounted_attempts: 32_767 });
  });
});
