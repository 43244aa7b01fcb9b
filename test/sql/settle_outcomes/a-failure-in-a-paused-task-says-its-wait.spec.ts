import { describe, expect, it } from 'vitest';
import { blueprint, createTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { failed, returned } from '../../support/worker.session.js';

describe('what is reported of a step whose task is paused', () => {
  const engine = useEngine();

  it('has no time, and the wait of a failure beside it', async () => {
    const plan = await blueprint(engine.client, 3);
    const taskId = await createTask(engine.client, plan, [{}, { retryLimit: 1 }, {}]);
    const worker = await engine.worker();
    const [first, second, third] = await worker.claim();
    await engine.client.query("select tasker.pause_task($1, 'ann', null)", [taskId]);
    const { settled } = await worker.advance([failed(first!, { retryAfter: 7 }), failed(second!), returned(third!)]);
    expect([...settled].sort((a, b) => a[1] - b[1])).toEqual([
      [taskId, 1, 1, 'error', null, 7],
      [taskId, 2, 1, 'error', null],
      [taskId, 3, 1, 'pending', null],
    ]);
  });
});
