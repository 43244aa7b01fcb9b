import { describe, expect, it } from 'vitest';
import { useSession } from '../../support/session.js';

/** The middle of a place, as it is reported. */
const middle = (place: number) => 0.0001 * 2 ** ((place - 1.5) / 8);

describe('duration_place', () => {
  const session = useSession();
  const placesOf = async (seconds: (number | null)[]) =>
    (
      await session.rows('select tasker.duration_place(s) as place from unnest($1::float8[]) with ordinality as d (s, n) order by n', [
        seconds,
      ])
    ).map(({ place }) => place as number | null);

  it.each([
    [0, 1],
    [0.0001, 1],
    [0.00010001, 2],
    [0.0002, 9],
    [0.00020001, 10],
    [1, 108],
    [10, 134],
    [60, 155],
    [3_600, 202],
    [86_400, 239],
    [1e9, 310],
    [1e300, 310],
    [null, null],
  ])('%d seconds are at place %d', async (seconds, place) => {
    expect(await placesOf([seconds])).toEqual([place]);
  });

  it('what a place says of a duration is right to 4.5 %', async () => {
    const seconds = Array.from({ length: 500 }, (_, n) => 0.0001 * 1.05 ** n * 1.0007).filter((s) => s < 4e7);
    const places = await placesOf(seconds);
    const factors = seconds.map((duration, n) => Math.max(duration / middle(places[n]!), middle(places[n]!) / duration));
    expect(Math.max(...factors)).toBeLessThan(1.045);
  });
});
