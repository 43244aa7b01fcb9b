import { describe, expect, it } from 'vitest';
import { useSession } from '../../support/session.js';

const ZONES = ['UTC', 'Asia/Kathmandu', 'Pacific/Chatham', 'America/New_York'];

describe('analytics_stretches', () => {
  const session = useSession();
  const runs = (since: string, finest = 60) =>
    session.rows(
      `select r.span, extract(epoch from r.began_at)::float8 as began, extract(epoch from r.ended_at)::float8 as ended,
         extract(epoch from w.since)::float8 as since, extract(epoch from clock_timestamp())::float8 as now
       from (select clock_timestamp() - $1::interval as since) w cross join tasker.analytics_stretches(w.since, $2) r`,
      [since, finest],
    );

  // 97 windows, so that some begin right before and right after the edges of ten minutes and of hours.
  const windows = Array.from({ length: 97 }, (_, place) => `${place * 3 * 61} seconds`).concat(
    '25 hours',
    '26 hours',
    '27 hours',
    '40 days',
    '300 years',
  );

  it.each(ZONES)('tile every window without gap or overlap, in %s too', async (zone) => {
    await session.rows(`set timezone = '${zone}'`);
    for (const window of windows) {
      const tiles = await runs(window);
      const [first, last] = [tiles[0]!, tiles.at(-1)!];
      expect(first.began).toBeLessThanOrEqual(first.since);
      expect(first.began).toBeGreaterThan(first.since - first.span);
      expect(last.now).toBeLessThan(last.ended);
      expect(last.began).toBeLessThanOrEqual(last.now);
      for (const [place, { span, began, ended }] of tiles.entries()) {
        expect(Math.abs(began % span)).toBe(0);
        if (place > 0) expect([tiles[place - 1]!.ended, tiles[place - 1]!.span < span]).toEqual([began, true]);
        // What a run has of a coarser span's full stretches would be read more than once.
        if (ended < last.now && span < 3_600) expect(ended - began).toBeLessThan(span === 60 ? 600 : 3_600);
      }
    }
    await session.rows('reset timezone');
  });

  it('begin within a minute of the time up to five hours back, within ten minutes up to 26, within an hour before', async () => {
    const early = async (window: string, finest?: number) => {
      const [{ since, began }] = (await runs(window, finest)) as [Record<string, number>];
      return since! - began!;
    };
    for (const window of windows) expect(await early(window)).toBeLessThan(3_600);
    for (const minutes of [1, 59, 100, 181, 299]) expect(await early(`${minutes} minutes`)).toBeLessThan(60);
    for (const minutes of [301, 599, 1_000, 1_501, 1_559]) expect(await early(`${minutes} minutes`)).toBeLessThan(600);
    const spans = async (window: string, finest: number) => (await runs(window, finest)).map(({ span }) => span);
    for (const minutes of [1, 2, 3, 4, 5, 6, 7]) expect(await spans(`${minutes * 40} minutes`, 600)).not.toContain(60);
    for (const minutes of [310, 320, 330, 340, 350, 360]) expect(await spans(`${minutes} minutes`, 60)).not.toContain(60);
    expect(await spans('10 minutes', 3_600)).toEqual([3_600]);
    expect(await spans('27 hours', 60)).toEqual([3_600]);
  });

  it('are none for a time to come and for no time', async () => {
    expect(await session.rows("select * from tasker.analytics_stretches(now() + interval '1 minute')")).toEqual([]);
    expect(await session.rows('select * from tasker.analytics_stretches(null)')).toEqual([]);
  });

  it('begin at the beginning of time for one without end', async () => {
    expect(await session.rows("select span, began_at::text, ended_at::text from tasker.analytics_stretches('-infinity')")).toEqual([
      { span: 3_600, began_at: '-infinity', ended_at: 'infinity' },
    ]);
  });
});

describe('percentile_of', () => {
  const session = useSession();
  const percentile = async (distribution: string | null, share: number | null) =>
    (await session.rows('select tasker.percentile_of($1, $2) as seconds', [distribution, share]))[0]!.seconds;

  it('is right to 4.5 % for every duration from a tenth of a millisecond to a year', async () => {
    const rows = await session.rows(
      `select s.seconds, tasker.percentile_of(array_fill(0, array[tasker.duration_place(s.seconds) - 1]) || 1, 0.5) as told
       from (select 0.0001 * 1.07 ^ n as seconds from generate_series(0, 385) n) s`,
    );
    expect(rows).toHaveLength(386);
    for (const { seconds, told } of rows) expect(Math.max(told / seconds, seconds / told)).toBeLessThan(1.045);
  });

  it('takes the first place that the share reaches', async () => {
    const place = (number: number) => expect.closeTo(0.0001 * 2 ** ((number - 1.5) / 8), 9);
    expect(await percentile('{0,5,0,4,1}', 0.5)).toEqual(place(2));
    expect(await percentile('{0,5,0,4,1}', 0.51)).toEqual(place(4));
    expect(await percentile('{0,5,0,4,1}', 0.9)).toEqual(place(4));
    expect(await percentile('{0,5,0,4,1}', 0.91)).toEqual(place(5));
    expect(await percentile('{0,5,0,4,1}', 0)).toEqual(place(2));
    expect(await percentile('{0,5,0,4,1}', 7)).toEqual(place(5));
  });

  it('is null where nothing is', async () => {
    for (const [distribution, share] of [
      ['{}', 0.5],
      ['{0,0}', 0.5],
      [null, 0.5],
      ['{1}', null],
    ] as const) {
      expect(await percentile(distribution, share)).toBeNull();
    }
  });
});
