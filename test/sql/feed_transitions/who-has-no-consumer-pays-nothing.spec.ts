import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { useFeed } from '../../support/feed.js';

const engine = useEngine({ guarded: false });
const feed = useFeed(engine);

const INSERTS = {
  task_transitions: `(task_id, created_at, from_state, to_state) select '00000000-0000-7000-8000-000000000000', now(), 'in_progress', 'complete'`,
  workflow_step_transitions: `(task_id, workflow_step_id, attempt, created_at, from_state, to_state)
    select '00000000-0000-7000-8000-000000000000', g, 1, now(), 'in_progress', 'complete'`,
};

type Figure = [table: string, records: number, bytes: number];

/** What fifty rows of history write to the log. The tables are new each time: pages with a past cost what they cost. */
async function written(trigger: 'enable' | 'disable'): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [table, rows] of Object.entries(INSERTS)) {
    await engine.rows('begin');
    await engine.rows(`alter table tasker.${table} ${trigger} trigger feed_${table}`);
    await engine.rows(`truncate tasker.${table}, tasker.event_feed restart identity`);
    // A function, since the figures of a statement leave out the triggers that fire at its end.
    await engine.rows(
      `create function public.write() returns void language sql as $$ insert into tasker.${table} ${rows} from generate_series(1, 50) g $$`,
    );
    const [row] = await engine.rows('explain (analyze, wal, format json) select public.write()');
    await engine.rows('rollback');
    const plan = row?.['QUERY PLAN'][0].Plan as Record<string, number>;
    figures.push([table, plan['WAL Records']!, plan['WAL Bytes']!]);
  }
  return figures;
}

/** The least of several rounds: a page of the catalogue that is tidied up on the way costs extra. */
async function least(trigger: 'enable' | 'disable'): Promise<Figure[]> {
  const rounds: Figure[][] = [];
  while (rounds.length < 5) rounds.push(await written(trigger));
  return rounds[0]!.map(([table], place) => {
    const figures = rounds.map((round) => round[place]!);
    return [table, Math.min(...figures.map(([, records]) => records)), Math.min(...figures.map(([, , bytes]) => bytes))];
  });
}

it('history writes as much to the log as without the triggers, unless a consumer wants it', async () => {
  const without = await least('disable');
  expect(await least('enable')).toEqual(without);
  const { store } = await feed.deliverer('billing', ['custom:*', 'step:error']);
  expect(await least('enable')).toEqual(without);
  await store.register('billing', { patterns: [], wants: ['task:complete', 'step:complete'], maxAgeMs: 3_600_000 });
  for (const [place, [, records]] of (await least('enable')).entries())
    expect(records, 'what is wanted shows').toBeGreaterThan(without[place]![1]);
});
