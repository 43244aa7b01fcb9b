import { expect, it } from 'vitest';
import type { HistoryLook, HistoryPage, HistoryReader } from '../../database/history.reader.js';
import { HistoryFollower } from './history.follower.js';
import { HistoryPosition } from './history.position.js';
import { HistoryStream } from './history.stream.js';

it('takes somebody who comes from a process that was further on, where its own looks have not come so far', async () => {
  const looks: HistoryLook[] = [];
  let last = [10_000, 0, 0];
  const reader = {
    settled: async () => [10_000, 0, 0],
    follow: async (look: HistoryLook): Promise<HistoryPage> => {
      looks.push(look);
      const reached = last.map((id, kind) => Math.min(id, look.after![kind]! + look.limit));
      return { last, reached, writers: [], unseen: [[], [], []], ends: [null, null, null], changes: [] };
    },
  } as unknown as HistoryReader;
  const follower = new HistoryFollower(reader, { live: { pollMs: 60_000 } } as never);
  const first = new HistoryStream(follower, {}, null);
  await first.open(null);
  last = [50_000, 0, 0];
  const second = new HistoryStream(follower, {}, null);
  expect(await second.open(HistoryPosition.after([45_000, 0, 0]))).toBe(true);
  expect(looks.length).toBe(3);
  const third = new HistoryStream(follower, {}, null);
  expect(await third.open(HistoryPosition.after([50_001, 0, 0]))).toBe(false);
  for (const stream of [first, second, third]) stream.close();
});

it('tells what a transaction wrote in its order, although it was open for several looks and the last one read only its end', async () => {
  const writer = ['3/77'];
  const row = (id: number) => ({ kind: 2, id, at: `2026-03-01T10:00:00.00000${id}+00:00`, taskId: 't', namespace: 'shop' });
  const page = (end: number, of: Partial<HistoryPage>): HistoryPage => ({
    ...{ last: [0, end, 0], reached: [0, end, 0], writers: [], unseen: [[], [], []], ends: [null, null, null], changes: [] },
    ...of,
  });
  const open = page(2, { writers: writer, unseen: [[], [[1, 3]], []] });
  const answers: HistoryPage[] = [
    page(0, {}),
    page(0, {}),
    // Two ids are given out and not committed; the next look finds the same.
    open,
    open,
    // It has committed: what is new is read, and the gap by a look of its own.
    page(4, { changes: [row(3), row(4)] as never }),
    page(4, { changes: [row(1), row(2)] as never }),
  ];
  const reader = {
    settled: async () => [0, 0, 0],
    follow: async () => answers.shift() ?? page(4, {}),
  } as unknown as HistoryReader;
  const follower = new HistoryFollower(reader, { live: { pollMs: 1 } } as never);
  const stream = new HistoryStream(follower, {}, null);
  await stream.open(null);
  const told: number[] = [];
  while (told.length < 4) {
    const next = await stream.next();
    if (next !== null && next !== 'reset') told.push(next.row.id);
  }
  stream.close();
  expect(told).toEqual([1, 2, 3, 4]);
});
