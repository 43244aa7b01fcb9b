import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { single } from '../../support/workflows.js';

const BOUNDS = { minConcurrentSteps: 2, maxConcurrentStepsLimit: 4 };
/** Starts over which the concurrency is observed. */
const WINDOW = 20;

/** A workflow that keeps a record of how many of its steps run at once. */
function meter() {
  let running = 0;
  let recent: number[] = [];
  const handler = single(async () => {
    running += 1;
    recent = [...recent.slice(1 - WINDOW), running];
    await pause(3);
    running -= 1;
  });
  return {
    handler,
    /** Most steps at once over the latest starts; 0 until there were enough of them. */
    most: () => (recent.length < WINDOW ? 0 : Math.max(...recent)),
    forget: () => (recent = []),
  };
}

describe('the number of steps that a worker runs at once', () => {
  const engine = useEngine();
  const supply = async (app: EngineApp) => {
    const [{ n }] = (await engine.rows("select count(*)::int as n from tasker.tasks where state in ('pending', 'in_progress')")) as [
      { n: number },
    ];
    if (n < 300) await app.orchestrator.createTasks(Array.from({ length: 300 }, () => ({ name: 'single', context: {} })));
  };
  /** Puts pressure on until the worker runs the fewest steps, then takes it away until it runs the most. */
  const shrinksAndRecovers = async (app: EngineApp, steps: ReturnType<typeof meter>, pressure: { on(): void; off(): void }) => {
    const creator = await engine.app([steps.handler], { worker: false });
    const comesTo = (most: number) =>
      eventually(async () => (await supply(creator), steps.most() === most), { what: `${most} steps at once`, within: 30_000 });
    await comesTo(BOUNDS.maxConcurrentStepsLimit);
    pressure.on();
    await comesTo(BOUNDS.minConcurrentSteps);
    pressure.off();
    steps.forget();
    await comesTo(BOUNDS.maxConcurrentStepsLimit);
    await app.close();
  };

  it('falls to its lower bound while the event loop is late, and recovers', async () => {
    const steps = meter();
    const app = await engine.app([steps.handler], { execution: BOUNDS, worker: { concurrency: 4, drainTimeout: '5s' } });
    let late: NodeJS.Timeout | undefined;
    const cell = new Int32Array(new SharedArrayBuffer(4));
    // Twice in the second over which the delay is measured: the more often, the slower are the steps by which the test sees what becomes of it.
    await shrinksAndRecovers(app, steps, {
      on: () => (late = setInterval(() => Atomics.wait(cell, 0, 0, 260), 400)),
      off: () => clearInterval(late),
    });
    expect(steps.most()).toBe(BOUNDS.maxConcurrentStepsLimit);
  });

  it('falls to its lower bound while connections are hard to get, and recovers', async () => {
    const dataSource = await new DataSource({ type: 'postgres', url: engine.url, poolSize: 4 }).initialize();
    const steps = meter();
    const app = await engine.app([steps.handler], {
      database: { dataSource },
      execution: BOUNDS,
      worker: { concurrency: 4, drainTimeout: '5s' },
    });
    let on = false;
    let hogging = Promise.resolve();
    const hog = async () => {
      while (on) {
        const runners = Array.from({ length: 4 }, () => dataSource.createQueryRunner());
        await Promise.all(runners.map((runner) => runner.connect()));
        await pause(130);
        await Promise.all(runners.map((runner) => runner.release()));
        await pause(5);
      }
    };
    await shrinksAndRecovers(app, steps, {
      on: () => {
        on = true;
        hogging = hog();
      },
      off: () => (on = false),
    });
    await hogging;
    await dataSource.destroy();
    expect(steps.most()).toBe(BOUNDS.maxConcurrentStepsLimit);
  });
});
