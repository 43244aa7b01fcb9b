import { describe, expect, it } from 'vitest';
import { useSession } from '../../support/session.js';

describe('the jitter of retry_wait', () => {
  const session = useSession();
  const range = async (backoff: object) =>
    (
      await session.rows<{ low: number; high: number }>(
        `select min(w) as low, max(w) as high
         from generate_series(1, 3000) n cross join lateral (select tasker.retry_wait(3, null, $1) as w where n > 0) x`,
        [backoff],
      )
    )[0] ?? { low: NaN, high: NaN };

  it.each([0.1, 0.25, 0.5, 1])('a share of %d varies the wait on both sides and no further', async (jitter) => {
    const { low, high } = await range({ jitter });
    expect(low).toBeGreaterThanOrEqual(8 * (1 - jitter));
    expect(low).toBeLessThan(8 * (1 - jitter / 2));
    expect(high).toBeLessThanOrEqual(8 * (1 + jitter));
    expect(high).toBeGreaterThan(8 * (1 + jitter / 2));
  });

  it('a share above one gives no negative wait', async () => {
    expect((await range({ jitter: 5 })).low).toBe(0);
  });

  it('a share of zero gives the same wait each time', async () => {
    expect(await range({ jitter: 0 })).toEqual({ low: 8, high: 8 });
  });
});
