import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { expectSound } from './audit.js';
import { useEngine } from './engine.js';
import { eventually } from './eventually.js';
import { figure } from './figures.js';
import { classOf, useProcesses } from './processes.js';
import { createRandomTasks, deadlocksSince, expectGraphsRan, GRAPH_WORKFLOW, numbersOf, seedOfRun } from './random.graphs.js';

const CHUNK = 200;

/** Promises that random graphs keep on several worker processes, some tasks being cancelled on the way. */
export function describeRandomRuns({ workers, graphs }: { workers: number; graphs: number }): void {
  describe(`${workers} workers × ${graphs.toLocaleString('en')} random graphs`, () => {
    const engine = useEngine();
    const processes = useProcesses();

    it('every step completes exactly once, after its parents; counters equal recounts at every look; no deadlock', async () => {
      const seed = seedOfRun();
      figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
      const deadlocks = deadlocksSince(new URL(engine.url).pathname.slice(1));
      const creator = await engine.app([classOf(GRAPH_WORKFLOW)], { worker: false });
      const plan = {
        url: engine.url,
        workflows: [GRAPH_WORKFLOW],
        quiet: true,
        // Nobody is to lose a lease here, however long a busy machine lets a process wait.
        options: { worker: { concurrency: 16, pollInterval: 200, lease: '10m' as const } },
      };
      const running = Array.from({ length: workers }, () => processes.spawn(plan));
      await Promise.all(running.map((process) => process.said('ready')));
      const next = numbersOf(seed + 1);
      for (let made = 0; made < graphs; made += CHUNK) {
        const ids = await createRandomTasks(engine.client, seed + made + 2, Math.min(CHUNK, graphs - made));
        for (const id of ids) if (next() < 0.03) await creator.orchestrator.cancelTask(id).catch(onlyTooLate);
        await expectSound(engine.client);
      }
      const unfinished = "select count(*)::int as n from tasker.tasks where state in ('pending', 'in_progress')";
      let looks = 0;
      await eventually(
        async () => {
          if (looks++ % 20 === 0 && graphs <= 500) await expectSound(engine.client);
          return (await engine.rows<{ n: number }>(unfinished))[0]!.n === 0;
        },
        { what: 'every task rests', within: 1_800_000 },
      );
      await expectGraphsRan(engine.client, { stolen: false });
      const outcome = await engine.rows('select state, count(*)::int as n from tasker.tasks group by state order by state');
      figure(JSON.stringify(outcome));
      expect(outcome.filter(({ state }) => state === 'error')).toEqual([]);
      expect(deadlocks()).toEqual([]);
      for (const process of running) expect(process.output()).not.toMatch(/deadlock|rolled back|has lost its lease/);
    });
  });
}

/** The same while workers are killed and connections are cut, at random moments, as often as it is said. */
export function describeRandomOutages({ workers, graphs, blows }: { workers: number; graphs: number; blows: number }): void {
  describe(`${workers} workers × ${graphs.toLocaleString('en')} random graphs and ${blows} kills and cuts`, () => {
    const engine = useEngine();
    const processes = useProcesses();

    it('every step completes exactly once, after its parents; counters equal recounts after every blow; no deadlock', async () => {
      const seed = seedOfRun();
      figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
      const next = numbersOf(seed);
      const deadlocks = deadlocksSince(new URL(engine.url).pathname.slice(1));
      await engine.app([classOf(GRAPH_WORKFLOW)], { worker: false });
      const worker = { concurrency: 16, pollInterval: 200, lease: 1_000 };
      const plan = { url: engine.url, workflows: [GRAPH_WORKFLOW], quiet: true, options: { worker } };
      const running = await Promise.all(Array.from({ length: workers }, () => processes.start(plan)));
      for (let blow = 0; blow < blows; blow += 1) {
        await createRandomTasks(engine.client, seed + blow, Math.ceil(graphs / blows));
        // Somewhere in the middle of that work.
        await pause(next() * 150);
        if (next() < 0.5) {
          const place = Math.floor(next() * workers);
          await running[place]!.end('SIGKILL');
          running[place] = processes.spawn(plan);
        } else {
          await engine.rows(`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`);
        }
        await expectSound(engine.client);
      }
      const unfinished = "select count(*)::int as n from tasker.tasks where state in ('pending', 'in_progress')";
      await eventually(async () => (await engine.rows<{ n: number }>(unfinished))[0]!.n === 0, {
        what: 'every task rests',
        within: 300_000,
      });
      await expectGraphsRan(engine.client, { stolen: true });
      expect(await engine.rows("select from tasker.tasks where state <> 'complete'")).toEqual([]);
      expect(deadlocks()).toEqual([]);
    });
  });
}

function onlyTooLate(error: unknown): void {
  expect(error).toMatchObject({ name: 'StateTransitionError' });
}
