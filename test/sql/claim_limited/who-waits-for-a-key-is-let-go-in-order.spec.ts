import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { claimLimited, type LimitedOptions } from '../../support/limited.session.js';
import { insertTask, type StepRow } from '../../support/rows.js';
import { completed, type Claim, type WorkerSession } from '../../support/worker.session.js';

const engine = useEngine();
const aging = { seconds: 30, slots: 0, turn: 0 };

/** Steps of one task and one key, the first of which runs; the others wait. */
async function waiting(steps: readonly StepRow[]): Promise<{ worker: WorkerSession; first: Claim }> {
  await insertTask(engine.client, [{ priority: 99 }, ...steps], { concurrency: { key: 'key', limit: 1 }, context: { key: 'a' } });
  const worker = await engine.worker();
  const { claimed } = await claimLimited(worker);
  expect(claimed).toMatchObject([{ workflow_step_id: 1 }]);
  return { worker, first: claimed[0]! };
}

/** The places of the steps that run one after the other. */
async function order(
  { worker, first }: { worker: WorkerSession; first: Claim },
  options: (n: number) => LimitedOptions,
): Promise<number[]> {
  const places = [];
  for (let [claim, n]: [Claim | undefined, number] = [first, 0]; claim !== undefined; n += 1) {
    places.push(claim.workflow_step_id);
    await worker.advance([completed(claim)], { lanes: [] });
    const report = await claimLimited(worker, { ended: [claim], ...options(n) });
    claim = report.claimed[0];
  }
  return places.slice(1);
}

it('by priority, then by who was ready first, not by who was looked at first', async () => {
  const given = await waiting([
    { readyIn: -10 },
    { readyIn: -30 },
    { priority: 5, readyIn: -1 },
    { readyIn: -20 },
    { priority: 5, readyIn: -2 },
  ]);
  expect(await order(given, () => ({}))).toEqual([6, 4, 3, 5, 2]);
});

it('with the time at which they were ready', async () => {
  const given = await waiting([{ readyIn: -100 }]);
  const since = async () =>
    engine.rows(
      'select round(extract(epoch from clock_timestamp() - ready_at) / 10) * 10 as age from tasker.workflow_steps where workflow_step_id = 2',
    );
  await given.worker.advance([completed(given.first)], { lanes: [] });
  await claimLimited(given.worker, { ended: [given.first], capacity: 0 });
  expect(await since()).toEqual([{ age: '100' }]);
});

it('when the draw says so, one of lower priority that has waited long is first', async () => {
  const high = Array.from({ length: 5 }, () => ({ priority: 5, readyIn: -5 }));
  const given = await waiting([...high, { readyIn: -20 }, { readyIn: -60 }, { readyIn: -50 }]);
  const places = await order(given, (n) => ({ aging: { ...aging, draw: n === 1 || n === 2 ? 4 : 5 } }));
  expect(places).toEqual([2, 8, 9, 3, 4, 5, 6, 7]);
});

it('with several lower priorities, the draw decides between them', async () => {
  const given = await waiting([
    { priority: 9, readyIn: -5 },
    { priority: 9, readyIn: -5 },
    { priority: 5, readyIn: -600 },
    { priority: 5, readyIn: -500 },
    { priority: 1, readyIn: -40 },
  ]);
  expect((await order(given, (n) => ({ aging: { ...aging, draw: [4, 0, 4, 1, 1][n] } }))).slice(0, 3)).toEqual([6, 4, 5]);
});

it('not when nobody of lower priority has waited that long', async () => {
  const given = await waiting([{ priority: 5, readyIn: -60 }, { readyIn: -20 }, { priority: 5, readyIn: -70 }]);
  expect(await order(given, () => ({ aging: { ...aging, draw: 0 } }))).toEqual([4, 2, 3]);
});
