import type pg from 'pg';
import { expect } from 'vitest';

/** What a call of roll_up says. */
export interface RollUp {
  readonly moved: boolean;
  /** Ids that are not counted yet, of those that were given out when the marks to reach were taken. */
  readonly behind: number;
  readonly as_of: Date | null;
}

/** One call of roll_up. */
export async function rollUpOnce(client: Pick<pg.Client, 'query'>, waitMs = 200, rows = 200_000): Promise<RollUp> {
  const { rows: answers } = await client.query<{ moved: boolean; behind: string; as_of: Date | null }>(
    'select moved, behind, as_of from tasker.roll_up($1, $2)',
    [waitMs, rows],
  );
  const { moved, behind, as_of } = answers[0]!;
  return { moved, behind: Number(behind), as_of };
}

/** Counts everything that is committed into the figures; `rows` bounds each call. Nobody may be writing meanwhile. */
export async function rollUp(client: Pick<pg.Client, 'query'>, rows?: number): Promise<void> {
  let last: RollUp;
  do {
    last = await rollUpOnce(client, 5_000, rows);
    expect(last.moved).toBe(true);
  } while (last.behind > 0);
}
