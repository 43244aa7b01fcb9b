import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { insertTask } from '../../support/rows.js';
import { completed, taskRow } from '../../support/worker.session.js';

const engine = useEngine();

it.each([0, 1, 2])('a batch whose outcome %s is refused counts the other tasks down, each its own', async (refused) => {
  const steps = [{}, { parents: [1] }];
  const ids = [await insertTask(engine.client, steps), await insertTask(engine.client, steps), await insertTask(engine.client, [{}])];
  const worker = await engine.worker();
  const claims = (await worker.claim()).sort((a, b) => (a.task_id < b.task_id ? -1 : 1));
  const outcomes = claims.map((claim, place) => completed(place === refused ? { ...claim, attempt: claim.attempt + 1 } : claim));
  const { settled } = await worker.advance(outcomes);
  expect(settled.map(([task, , , state]) => [task, state])).toEqual([[claims[refused]!.task_id, 'rejected']]);
  for (const id of ids) {
    const all = id === ids[2] ? 1 : 2;
    const left = id === claims[refused]!.task_id ? all : all - 1;
    const active = left === 0 ? 0 : 1;
    expect(await taskRow(engine.client, id)).toMatchObject({
      incomplete_steps: left,
      active_steps: active,
      state: left === 0 ? 'complete' : 'in_progress',
    });
  }
});
