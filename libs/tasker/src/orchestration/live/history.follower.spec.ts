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
