import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BottleneckStore } from '../database/bottleneck.store.js';
import type { TaskGraphReader } from '../database/task-graph.reader.js';
import type { EventBus } from '../events/event.bus.js';
import { BottleneckWatch } from './bottleneck.watch.js';
import { DEFAULT_DEPENDENCY_GRAPH } from './graph/dependency-graph.settings.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A cluster with more unfinished tasks, and more of which something was found, than a round looks at. */
function watch(batchMs: number) {
  let [looks, settles] = [0, 0];
  const store: Pick<BottleneckStore, 'unmoved' | 'settle'> = {
    unmoved: (_seconds, { after }) => {
      vi.advanceTimersByTime(batchMs);
      looks += 1;
      return Promise.resolve({ taskIds: [], next: `${after ?? ''}+` });
    },
    settle: (_seconds, after) => {
      settles += 1;
      return Promise.resolve(`${after ?? ''}-`);
    },
  };
  const settings = { watch: { afterMs: 600_000, severity: 'High', intervalMs: 60_000 } } as const;
  const [reader, bus] = [{} as TaskGraphReader, {} as EventBus];
  const watching = new BottleneckWatch(store as BottleneckStore, reader, bus, settings, DEFAULT_DEPENDENCY_GRAPH);
  const round = async (progress: object | null = null, keeps = Infinity) => {
    let kept: object | null = progress;
    let count = 0;
    [looks, settles] = [0, 0];
    await watching.run({
      progress,
      keep: (next) => {
        kept = next;
        return Promise.resolve((count += 1) < keeps);
      },
    });
    return { looks, settles, kept };
  };
  return round;
}

describe('a round of the watch', () => {
  it('is bounded by the tasks that it looks at, and of those it has found', async () => {
    expect(await watch(0)()).toEqual({ looks: 100, settles: 20, kept: { after: '+'.repeat(100), settled: '-'.repeat(20) } });
  });

  it('begins no further batch after five seconds', async () => {
    expect(await watch(1_000)()).toMatchObject({ looks: 5, settles: 20 });
  });

  it('looks again at what was found also after one batch that takes longer', async () => {
    expect(await watch(60_000)()).toMatchObject({ looks: 1, settles: 20 });
  });

  it('goes on where the last one stopped, with both', async () => {
    const round = watch(2_500);
    const { kept } = await round();
    expect((await round(kept)).kept).toEqual({ after: '++++', settled: '-'.repeat(40) });
  });

  it('ends after the batch at which its lease is lost, also while it settles', async () => {
    expect(await watch(0)(null, 3)).toMatchObject({ looks: 3, settles: 0 });
    expect(await watch(0)(null, 102)).toMatchObject({ looks: 100, settles: 2 });
  });
});
