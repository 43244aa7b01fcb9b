import { describe, expect, it } from 'vitest';
import { useSession } from '../../support/session.js';

describe('retry_wait with an increment', () => {
  const session = useSession();
  const wait = async (attempt: number, backoff: object) =>
    (await session.rows('select tasker.retry_wait($1, null, $2) as wait', [attempt, { jitter: 0, ...backoff }]))[0]?.wait as number;
  const linear = { seconds: [5], multiplier: 1, increment: 5, max: 3600 };
  const fixed = { seconds: [1, 60, 600], multiplier: 1, max: 3600 };

  it.each([
    ['linear', linear, [5, 10, 15, 20, 25]],
    ['linear up to max', { ...linear, max: 12 }, [5, 10, 12, 12]],
    ['linear with a fraction', { ...linear, seconds: [0.5], increment: 0.5 }, [0.5, 1, 1.5]],
    ['a fixed list, which stays at its end', fixed, [1, 60, 600, 600, 600]],
    ['a fixed list with a step upwards beyond it', { ...fixed, increment: 30 }, [1, 60, 600, 630, 660]],
    ['multiplied and added', { seconds: [2], multiplier: 3, increment: 1, max: 3600 }, [2, 7, 20, 57]],
    ['without a list', { multiplier: 1, increment: 2, max: 3600 }, [3, 5, 7]],
    ['an increment of zero', { seconds: [2], increment: 0, max: 3600 }, [2, 4, 8]],
    ['an increment of null', { seconds: [2], increment: null, max: 3600 }, [2, 4, 8]],
  ])('%s', async (_, backoff, waits) => {
    const given: number[] = [];
    for (const attempt of waits.keys()) given.push(await wait(attempt + 1, backoff));
    expect(given).toEqual(waits);
  });

  it('the largest number of attempts stays at max', async () => {
    expect(await wait(2_147_483_647, { ...linear, multiplier: 100, increment: 31_536_000 })).toBe(3600);
  });
});
