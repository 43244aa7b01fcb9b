import { describe, expect, it } from 'vitest';
import { useSession } from '../../support/session.js';

describe('retry_wait with a list of waits', () => {
  const session = useSession();
  const wait = async (attempt: number, backoff: object) =>
    (await session.rows('select tasker.retry_wait($1, null, $2) as wait', [attempt, backoff]))[0]?.wait as number;

  it.each([
    [1, 3],
    [2, 10],
    [3, 20],
    [4, 40],
    [5, 80],
    [6, 160],
    [7, 300],
    [8, 300],
    [2_147_483_647, 300],
  ])('after attempt %i it is %i seconds: the list, then its last entry doubled, up to max', async (attempt, seconds) => {
    expect(await wait(attempt, { seconds: [3, 10, 20], max: 300, multiplier: 2, jitter: 0 })).toBe(seconds);
  });

  it('an entry of the list above max is cut', async () => {
    expect(await wait(2, { seconds: [1, 100], max: 30, jitter: 0 })).toBe(30);
  });

  it('an entry may be zero or a fraction', async () => {
    expect(await wait(1, { seconds: [0, 0.25], max: 30, jitter: 0 })).toBe(0);
    expect(await wait(2, { seconds: [0, 0.25], max: 30, jitter: 0 })).toBe(0.25);
  });

  it.each([[[]], [null]])('the list %j counts as none', async (seconds) => {
    expect(await wait(2, { seconds, jitter: 0 })).toBe(4);
  });
});
