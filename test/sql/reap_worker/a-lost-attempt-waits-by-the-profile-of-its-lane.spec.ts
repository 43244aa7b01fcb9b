import { describe, expect, it } from 'vitest';
import { blueprint, createTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';

describe('reap_worker with profiles of lanes', () => {
  const engine = useEngine();

  it('each step waits by the profile of its lane, by the default one where there is none', async () => {
    const plan = await blueprint(engine.client, 3);
    await createTask(engine.client, plan, [{}, {}, {}]);
    const dead = await engine.worker();
    await dead.claim();
    await dead.fallSilent(engine.client);
    const reaper = await engine.worker();
    const profile = (seconds: number) => ({ seconds: [seconds], max: 3600, multiplier: 1, increment: 0, jitter: 0 });
    await reaper.reap({ [plan.steps[0]![1]]: profile(70), [plan.steps[2]![1]]: profile(0) });
    const rows = await engine.rows('select backoff_request_seconds as wait from tasker.workflow_steps order by workflow_step_id');
    expect(rows.map(({ wait }) => wait)).toEqual([70, 2, 0]);
  });
});
