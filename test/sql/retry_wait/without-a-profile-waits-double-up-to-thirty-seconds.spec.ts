import { describe, expect, it } from 'vitest';
import { useSession } from '../../support/session.js';

describe('retry_wait without a list of waits', () => {
  const session = useSession();
  const wait = async (attempt: number, backoff: object | null) =>
    (await session.rows('select tasker.retry_wait($1, null, $2) as wait', [attempt, backoff]))[0]?.wait as number;

  it.each([
    [1, 2],
    [2, 4],
    [3, 8],
    [4, 16],
    [5, 30],
    [6, 30],
    [63, 30],
    [65, 30],
    [2_147_483_647, 30],
  ])('after attempt %i it is %i seconds', async (attempt, seconds) => {
    expect(await wait(attempt, { jitter: 0 })).toBe(seconds);
  });

  it('max bounds the doubling', async () => {
    expect(await wait(3, { jitter: 0, max: 7 })).toBe(7);
    expect(await wait(9, { jitter: 0, max: 300 })).toBe(300);
    expect(await wait(8, { jitter: 0, max: 300 })).toBe(256);
  });

  it('multiplier replaces the two', async () => {
    expect(await wait(2, { jitter: 0, multiplier: 3, max: 300 })).toBe(9);
    expect(await wait(4, { jitter: 0, multiplier: 1, max: 300 })).toBe(1);
  });

  it('without any settings the jitter is ten percent', async () => {
    const [row] = await session.rows(
      `select min(w) as low, max(w) as high, count(distinct w) as values
       from generate_series(1, 2000) cross join lateral (select tasker.retry_wait(2, null, null) as w where generate_series > 0) x`,
    );
    expect(row?.low).toBeGreaterThanOrEqual(3.6);
    expect(row?.high).toBeLessThanOrEqual(4.4);
    expect(Number(row?.values)).toBeGreaterThan(1000);
  });
});
