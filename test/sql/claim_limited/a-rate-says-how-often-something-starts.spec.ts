import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { claimLimited, declareLimit } from '../../support/limited.session.js';
import { insertTask } from '../../support/rows.js';
import { completed, failed } from '../../support/worker.session.js';

const engine = useEngine();
const steps = (count: number) => Array.from({ length: count }, () => ({}));
/** Lets so many seconds go by for all limits. */
const later = (seconds: number) => engine.rows('update tasker.limits set refilled_at = refilled_at - make_interval(secs => $1)', [seconds]);
const perMinute = (limit: number, burst = limit) => ({ rate: limit, per_seconds: 60, burst });

it('as many at once as the burst, then as many as time has brought', async () => {
  await declareLimit(engine.client, 'queue', 'mail', perMinute(6, 3));
  await insertTask(engine.client, steps(20), { queue: 'mail' });
  const worker = await engine.worker();
  const first = await claimLimited(worker);
  expect(first.claimed).toHaveLength(3);
  expect(first.next_token_in_ms).toBeGreaterThan(9_000);
  expect(first.next_token_in_ms).toBeLessThanOrEqual(10_000);
  expect((await claimLimited(worker)).claimed).toEqual([]);
  await later(9);
  expect((await claimLimited(worker)).claimed).toEqual([]);
  await later(1);
  expect((await claimLimited(worker)).claimed).toHaveLength(1);
  await later(20);
  expect((await claimLimited(worker)).claimed).toHaveLength(2);
  await later(3_600);
  expect((await claimLimited(worker)).claimed).toHaveLength(3);
});

it('over any time, for all workers together, no more than the burst and what that time brings', async () => {
  await declareLimit(engine.client, 'system', 'bank', perMinute(60, 5));
  await insertTask(engine.client, steps(100), { system: 'bank' });
  const workers = await Promise.all([1, 2, 3].map(async () => engine.worker()));
  let [started, seconds] = [0, 0];
  for (const step of [0.5, 0.5, 2, 0.1, 0.9, 7, 1, 1, 30, 0.01]) {
    await later(step);
    seconds += step;
    for (let turn = 0; turn < 3; turn += 1) {
      const claims = await Promise.all(workers.map((worker) => claimLimited(worker, { capacity: 4 })));
      started += claims.reduce((total, { claimed }) => total + claimed.length, 0);
    }
    // The test itself takes time too, which brings tokens: far less than one in each step of it.
    expect(started).toBeLessThanOrEqual(5 + seconds + 10);
    expect(started).toBeGreaterThanOrEqual(Math.min(Math.floor(seconds), 12));
  }
});

it('each attempt counts, however soon it ends', async () => {
  await declareLimit(engine.client, 'queue', 'mail', perMinute(2));
  await insertTask(engine.client, steps(1), { queue: 'mail' });
  const worker = await engine.worker();
  for (const end of [failed, failed]) {
    const { claimed } = await claimLimited(worker);
    expect(claimed).toHaveLength(1);
    await worker.advance(claimed.map((claim) => end(claim, { retryAfter: 0 })));
  }
  expect(await claimLimited(worker)).toMatchObject({ claimed: [], full: true });
});

it('a rate and a number at once hold both', async () => {
  await declareLimit(engine.client, 'queue', 'mail', { ...perMinute(3), max_running: 2 });
  await insertTask(engine.client, steps(9), { queue: 'mail' });
  const worker = await engine.worker();
  const { claimed } = await claimLimited(worker);
  expect(claimed).toHaveLength(2);
  await worker.advance(claimed.map((claim) => completed(claim)));
  expect((await claimLimited(worker, { ended: claimed })).claimed).toHaveLength(1);
});

it('a lower burst takes away what was saved up, a higher one gives nothing', async () => {
  await declareLimit(engine.client, 'queue', 'mail', perMinute(10));
  await insertTask(engine.client, steps(30), { queue: 'mail' });
  const worker = await engine.worker();
  await declareLimit(engine.client, 'queue', 'mail', perMinute(10, 2));
  expect((await claimLimited(worker)).claimed).toHaveLength(2);
  await declareLimit(engine.client, 'queue', 'mail', perMinute(10));
  expect((await claimLimited(worker)).claimed).toEqual([]);
});

it('a clock that was set back takes nothing away', async () => {
  await declareLimit(engine.client, 'queue', 'mail', perMinute(2));
  await insertTask(engine.client, steps(3), { queue: 'mail' });
  await later(-3_600);
  const worker = await engine.worker();
  expect((await claimLimited(worker)).claimed).toHaveLength(2);
});
