import { describe, expect, it } from 'vitest';
import { useSession } from '../../support/session.js';

describe('retry_wait with retry_after', () => {
  const session = useSession();

  it.each([
    [0, 0],
    [0.25, 0.25],
    [1, 1],
    [3600, 3600],
    [-5, 0],
  ])('%d seconds give %d, without jitter and without the maximum of the profile', async (asked, seconds) => {
    const rows = await session.rows(
      `select distinct tasker.retry_wait(n, $1, '{"jitter": 1, "max": 2, "seconds": [9]}') as wait from generate_series(1, 50) n`,
      [asked],
    );
    expect(rows).toEqual([{ wait: seconds }]);
  });
});
