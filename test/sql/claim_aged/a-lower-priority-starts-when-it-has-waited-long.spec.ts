import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { insertTask } from '../../support/rows.js';
import type { WorkerSession } from '../../support/worker.session.js';

const engine = useEngine();
const aging = { seconds: 30, slots: 1, turn: 0 };

/** Steps of one priority that have been ready for so many seconds; each priority is a definition of its own. */
async function ready(priority: number, ages: readonly number[], definition = `p${priority}`): Promise<string> {
  return insertTask(
    engine.client,
    ages.map((age) => ({ priority, readyIn: -age })),
    { definition },
  );
}

/** Priorities and ages, in seconds, of what a worker claims. */
async function claims(worker: WorkerSession, capacity: number, given: Partial<typeof aging> | null = {}): Promise<string[]> {
  const before = await engine.rows<{ task_id: string; workflow_step_id: number; age: number }>(
    'select task_id, workflow_step_id, round(extract(epoch from clock_timestamp() - ready_at) / 10)::integer * 10 as age from tasker.workflow_steps where ready_at is not null',
  );
  const claimed = await worker.claim(capacity, given === null ? {} : { aging: { ...aging, ...given } });
  const priorities = await engine.rows<{ task_id: string; workflow_step_id: number; priority: number }>(
    'select task_id, workflow_step_id, priority from tasker.workflow_steps',
  );
  return claimed
    .map(({ task_id, workflow_step_id }) => {
      const same = <T extends { task_id: string; workflow_step_id: number }>(rows: readonly T[]): T =>
        rows.find((row) => row.task_id === task_id && row.workflow_step_id === workflow_step_id)!;
      return `${same(priorities).priority}:${same(before).age}`;
    })
    .sort();
}

it('without aging, and before it has waited that long, the order is strictly by priority', async () => {
  await ready(5, [10, 10, 10, 10]);
  await ready(0, [3600, 20]);
  const worker = await engine.worker();
  expect(await claims(worker, 2, null)).toEqual(['5:10', '5:10']);
  await engine.rows(
    "update tasker.workflow_steps set ready_at = clock_timestamp() - interval '20 seconds' where priority = 0 and ready_at is not null",
  );
  expect(await claims(worker, 2)).toEqual(['5:10', '5:10']);
});

it.each([1, 2, 8])('one that has waited long takes one slot of %s, the oldest first', async (capacity) => {
  await ready(
    5,
    Array.from({ length: 20 }, () => 10),
  );
  await ready(0, [40, 60, 50]);
  const worker = await engine.worker();
  for (const age of [60, 50, 40]) expect((await claims(worker, capacity)).filter((claim) => claim.startsWith('0'))).toEqual([`0:${age}`]);
  expect((await claims(worker, capacity)).filter((claim) => claim.startsWith('0'))).toEqual([]);
});

it('it takes no more slots than are kept for it, and gives back what it does not need', async () => {
  await ready(
    5,
    Array.from({ length: 20 }, () => 10),
  );
  await ready(0, [60, 60, 60, 20]);
  const worker = await engine.worker();
  expect(await claims(worker, 8, { slots: 2 })).toEqual(['0:60', '0:60', ...Array.from({ length: 6 }, () => '5:10')]);
  expect(await claims(worker, 4, { slots: 2 })).toEqual(['0:60', ...Array.from({ length: 3 }, () => '5:10')]);
});

it('with three priorities the turn decides between the lower ones, so that neither waits for the other', async () => {
  await ready(
    9,
    Array.from({ length: 20 }, () => 3600),
  );
  await ready(5, [600, 600, 600]);
  await ready(1, [40, 40]);
  const worker = await engine.worker();
  const taken = [];
  for (const turn of [0, 1, 2, 3, 4]) taken.push(...(await claims(worker, 1, { turn })));
  expect(taken).toEqual(['5:600', '1:40', '5:600', '1:40', '5:600']);
  expect(await claims(worker, 1, { turn: 5 })).toEqual(['9:3600']);
});

it('what is older but of the best priority takes nothing away from the lower one', async () => {
  await ready(
    9,
    Array.from({ length: 5 }, () => 86_400),
  );
  await ready(1, [40]);
  expect(await claims(await engine.worker(), 1)).toEqual(['1:40']);
});

it('of several units of one priority the one goes first whose first step is oldest', async () => {
  await ready(9, [10, 10]);
  await ready(1, [40], 'one');
  await ready(1, [50], 'two');
  await ready(1, [35], 'three');
  const worker = await engine.worker();
  expect(await claims(worker, 1)).toEqual(['1:50']);
  expect(await claims(worker, 1)).toEqual(['1:40']);
});

it('with nothing of higher priority due, it needs no share', async () => {
  await ready(9, [-60, -60]);
  await ready(1, [40, 40, 5]);
  expect(await claims(await engine.worker(), 3)).toHaveLength(3);
});

it('one that somebody holds is passed over', async () => {
  await ready(5, [10, 10]);
  const task = await ready(0, [60]);
  const holder = await engine.session();
  await holder.query('begin');
  await holder.query('select from tasker.workflow_steps where task_id = $1 for no key update', [task]);
  const worker = await engine.worker();
  expect(await claims(worker, 1)).toEqual(['5:10']);
  await holder.query('commit');
  expect(await claims(worker, 1)).toEqual(['0:60']);
});

describe('what the worker learns', () => {
  it('is told apart: units that gave steps for their age say nothing about better ones', async () => {
    await ready(5, [10, 10]);
    await ready(0, [60, 60, 60]);
    const worker = await engine.worker();
    const units = (await worker.advance([], { capacity: 1, aging })) as unknown as { units: unknown[]; aged: unknown[][]; marks: unknown };
    expect(units.units).toHaveLength(5);
    expect(units.aged).toMatchObject([[expect.any(Number), 0, expect.any(String)]]);
    expect(units.marks).toBeNull();
  });

  it('works with units that it sends, too', async () => {
    await ready(5, [10, 10, 10]);
    await ready(0, [60, 60]);
    const worker = await engine.worker();
    const { units } = await worker.advance([], { capacity: 1 });
    const { claimed } = await worker.advance([], { capacity: 2, units, aging });
    expect(claimed).toHaveLength(2);
    expect(await engine.rows("select priority from tasker.workflow_steps where state = 'in_progress' order by 1")).toEqual([
      { priority: 0 },
      { priority: 5 },
      { priority: 5 },
    ]);
  });
});
