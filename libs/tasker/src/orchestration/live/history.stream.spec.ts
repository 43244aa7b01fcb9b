import { expect, it } from 'vitest';
import type { ChangeDocument } from '../../database/history.reader.js';
import type { HistoryFollower } from './history.follower.js';
import { HistoryPosition } from './history.position.js';
import { IdRanges } from './id.ranges.js';
import { HistoryStream } from './history.stream.js';

const row = (id: number, name = 'order') => ({ kind: 1, id, namespace: 'shop', name }) as unknown as ChangeDocument;
const after = (id: number) => HistoryPosition.after([id, 0, 0]);

const ids = (...ranges: (readonly [number, number])[]) => new HistoryPosition([IdRanges.of(ranges), IdRanges.NONE, IdRanges.NONE]);

/** A follower that stands at a position and has these rows before it. */
async function stream(position: HistoryPosition, rows: readonly ChangeDocument[] = [], filter = {}) {
  const reads: HistoryPosition[] = [];
  const follower = {
    position,
    generation: 0,
    /** What is not there and may still be committed. */
    doubtful: HistoryPosition.NONE,
    end: [100, 0, 0],
    join: async () => position,
    leave: () => undefined,
    read: async (ranges: HistoryPosition) => {
      reads.push(ranges);
      const changes = rows.filter((one) => ranges.has(one));
      return { changes, ends: [null, null, null], unseen: ranges.and(follower.doubtful).minus(HistoryPosition.of(changes)) };
    },
  };
  return { follower, reads, source: new HistoryStream(follower as unknown as HistoryFollower, filter, null) };
}

const idOf = (told: Awaited<ReturnType<HistoryStream['next']>>) => (told === null || told === 'reset' ? told : told.row.id);

it('tells what it was told by itself no second time when the look of the others finds it', async () => {
  const { source } = await stream(after(5));
  await source.open(null);
  source.isLive = true;
  source.take([row(6), row(7)], after(7));
  source.take([row(7), row(8)], after(8));
  expect([idOf(await source.next()), idOf(await source.next()), idOf(await source.next())]).toEqual([6, 7, 8]);
  expect(source.position).toEqual(after(8));
});

it('reads what it has missed before it is told of new rows', async () => {
  const { source, reads } = await stream(after(5), [row(3), row(4, 'refund'), row(5)], { name: 'order' });
  expect(await source.open(after(2))).toBe(true);
  expect([idOf(await source.next()), idOf(await source.next())]).toEqual([3, 5]);
  const next = source.next();
  await Promise.resolve();
  expect(reads).toHaveLength(1);
  await expect.poll(() => source.isLive).toBe(true);
  source.take([row(6)], after(6));
  expect(idOf(await next)).toBe(6);
});

it('keeps no more rows than it may, and reads the others again', async () => {
  const many = Array.from({ length: 1_001 }, (_, place) => row(6 + place));
  const { source, follower } = await stream(after(5), many);
  await source.open(null);
  source.isLive = true;
  source.take(many, after(1_006));
  expect(source.isLive).toBe(false);
  follower.position = after(1_006);
  expect([idOf(await source.next()), idOf(await source.next())]).toEqual([6, 7]);
});

it('is put elsewhere by a reset, of which it tells before anything else', async () => {
  const { source } = await stream(after(5));
  await source.open(null);
  source.isLive = true;
  source.take([row(6)], after(6));
  source.reset(after(50));
  expect([await source.next(), source.position]).toEqual(['reset', after(50)]);
});

it('looks for what was not there when it read only when somebody has gone who may have committed it, and lets it go when nobody is left', async () => {
  const rows = [row(1), row(5)];
  const { source, reads, follower } = await stream(after(5), rows);
  follower.doubtful = ids([2, 4]);
  await source.open(after(0));
  expect([idOf(await source.next()), idOf(await source.next())]).toEqual([1, 5]);
  const next = source.next();
  await expect.poll(() => source.isLive).toBe(true);
  source.take([], after(5));
  expect([reads.length, source.isLive, source.position]).toEqual([1, true, after(5).union(ids([2, 4]))]);
  rows.push(row(3));
  [follower.generation, follower.doubtful] = [1, ids([2, 3])];
  source.take([row(6)], after(6));
  follower.position = after(6);
  rows.push(row(6));
  expect([idOf(await next), idOf(await source.next())]).toEqual([3, 6]);
  const none = source.next();
  await expect.poll(() => source.isLive).toBe(true);
  expect(source.position).toEqual(after(6).union(ids([2, 3])));
  [follower.generation, follower.doubtful] = [2, HistoryPosition.NONE];
  source.take([], after(6));
  await expect.poll(() => source.isLive).toBe(true);
  expect(source.position).toEqual(after(6));
  source.close();
  expect(await none).toBeNull();
});

it('that would have to remember too much of what was not there is reset alone', async () => {
  const { source, follower } = await stream(
    after(20_000),
    Array.from({ length: 2_500 }, (_, place) => row(2 * place + 2)),
  );
  follower.doubtful = ids([1, 20_001]);
  await source.open(after(0));
  while ((await source.next()) !== 'reset');
  expect(source.position).toEqual(after(20_000));
});

it('begins with a reset where its place was lost', async () => {
  const { source } = await stream(after(5));
  expect(await source.open('lost')).toBe(true);
  expect([await source.next(), source.position]).toEqual(['reset', after(5)]);
});

it('does not begin behind the end of the history', async () => {
  const { source } = await stream(after(5));
  expect([await source.open(after(100)), await source.open(after(101))]).toEqual([true, false]);
});

it('ends for whoever waits for it', async () => {
  const { source } = await stream(after(5));
  await source.open(null);
  const next = source.next();
  source.close();
  expect(await next).toBeNull();
});
