import { describe, expect, it } from 'vitest';
import { blueprint, createTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';

describe('create_tasks with inputs of steps', () => {
  const engine = useEngine();

  it('stores them in the row of the step, null where there are none, and gives them to whoever claims it', async () => {
    const plan = await blueprint(engine.client);
    const inputs = [{ part: 1 }, undefined, null, [1, 2], 'text', false, {}];
    await createTask(engine.client, plan, inputs.map((value) => ({ inputs: value }))); // prettier-ignore
    const stored = [{ part: 1 }, null, null, [1, 2], 'text', false, {}];
    const rows = await engine.rows('select inputs from tasker.workflow_steps order by workflow_step_id');
    expect(rows.map((row) => row.inputs)).toEqual(stored);
    const worker = await engine.worker();
    const claims = (await worker.claim()) as { workflow_step_id: number; inputs?: unknown }[];
    expect(claims.sort((a, b) => a.workflow_step_id - b.workflow_step_id).map((claim) => claim.inputs)).toEqual(stored);
  });
});
