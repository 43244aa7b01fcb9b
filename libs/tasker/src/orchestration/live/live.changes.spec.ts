import { beforeEach, describe, expect, it } from 'vitest';
import type { HistoryReader } from '../../database/history.reader.js';
import { HistoryFollower } from './history.follower.js';
import { LiveChanges } from './live.changes.js';
import type { TaskFollower } from './task.follower.js';

const TASK = '01920000-0000-7000-8000-0123456789ab';
const settings = { live: { pollMs: 10, heartbeatMs: 1_000, maxDurationMs: 60_000, maxStreams: 5, maxStreamsPerCaller: 2 } };

describe('the streams of one caller', () => {
  let live: LiveChanges;
  let isKnown: boolean;
  beforeEach(() => {
    isKnown = true;
    const reader = { mark: async () => '0a1b2c3d' } as unknown as HistoryReader;
    const follower = { end: async () => (isKnown ? { ofSteps: 0, ofTask: 0 } : null), forget: () => undefined } as unknown as TaskFollower;
    live = new LiveChanges(reader, new HistoryFollower(reader, settings), follower, undefined as never, settings);
  });
  const open = (caller?: string) => live.task(TASK, { caller });

  it('are no more than there may be, also while they begin; others have theirs', async () => {
    const [first, second, third, other] = await Promise.allSettled([open('ann'), open('ann'), open('ann'), open('bob')]);
    expect([first, second, other].map(({ status }) => status)).toEqual(Array(3).fill('fulfilled'));
    expect(third).toMatchObject({ reason: { name: 'LiveUnavailableError', message: expect.stringContaining('2 streams of yours') } });
    await (first as PromiseFulfilledResult<Awaited<ReturnType<typeof open>>>).value.return();
    await open('ann');
    await expect(open('ann')).rejects.toThrow('2 streams of yours');
    await Promise.all([open(), open()]);
    await expect(open('carl')).rejects.toThrow('5 streams are open in this process');
  });

  it('are not counted when they could not begin, or have ended at once', async () => {
    isKnown = false;
    for (let count = 0; count < 3; count += 1) await expect(open('ann')).rejects.toThrow(/there is no task/);
    isKnown = true;
    for (let count = 0; count < 3; count += 1) await live.task(TASK, { caller: 'ann', signal: AbortSignal.abort() });
    await open('ann');
    expect(live.open).toBe(1);
    expect((live as unknown as { held: Map<string, number> }).held).toEqual(new Map([['ann', 1]]));
  });
});
