import { LiveChanges, type LiveStream } from 'nestjs-tasker';
import type { BenchServer } from '../server/bench.server.js';
import { withWorkers, type WorkerProcess } from '../worker/worker.fleet.js';
import { openApplication } from '../workflows/bench.application.js';
import { createMany } from '../workflows/bench.tasks.js';
import { percentile, type Figures } from './statistics.js';

const IDLE_TASKS = 200;
const BUSY_TASKS = 2_000;
const STEPS = 5;
/** Of a task of one step: created, in progress, its step, complete. */
const CHANGES_OF_SINGLE = 4;

/** How late a listener in another process than the worker's is told, in milliseconds since the moment that the row has: at idle and while the worker works. */
export async function measureLive(server: BenchServer): Promise<Figures> {
  return server.withDatabase('bench_live', async (url) => {
    const { context, orchestrator } = await openApplication({ url, worker: false });
    const live = context.get(LiveChanges);
    try {
      return await withWorkers(1, async ([worker]) => {
        await worker!.ask('open', { url, concurrency: null });
        const idle = await delays(await live.tasks(), IDLE_TASKS * CHANGES_OF_SINGLE, () => oneByOne(worker!));
        const began = performance.now();
        // A task may begin by its first completion: its changes are at least those of its steps, its creation and its end.
        const busy = await delays(await live.tasks({ name: 'bench_linear' }), BUSY_TASKS * (STEPS + 2), () =>
          createMany(orchestrator, 'bench_linear', BUSY_TASKS),
        );
        const seconds = (performance.now() - began) / 1_000;
        return {
          ...{ liveIdleP50Ms: percentile(idle, 0.5), liveIdleP95Ms: percentile(idle, 0.95) },
          ...{
            liveBusyP50Ms: percentile(busy, 0.5),
            liveBusyP95Ms: percentile(busy, 0.95),
            liveBusyChangesPerSecond: busy.length / seconds,
          },
        };
      });
    } finally {
      await context.close();
    }
  });
}

function oneByOne(worker: WorkerProcess): Promise<unknown> {
  return worker.ask('latency', { workflow: 'bench_single', tasks: IDLE_TASKS, stepsPerTask: 1, waiting: 'committed' });
}

/** Of so many changes that follow from what is done. */
async function delays(stream: LiveStream, count: number, act: () => Promise<unknown>): Promise<number[]> {
  const found: number[] = [];
  const acting = act();
  for await (const change of stream) {
    if (change.kind !== 'reset') found.push(Date.now() - change.at.getTime());
    if (found.length >= count) break;
  }
  await acting;
  return found;
}
