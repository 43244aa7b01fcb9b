import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../support/engine.js';
import { eventually } from '../support/eventually.js';
import { figure } from '../support/figures.js';
import { classOf, useProcesses } from '../support/processes.js';
import { createRandomTasks, GRAPH_WORKFLOW, numbersOf, seedOfRun } from '../support/random.graphs.js';
import type { WorkerProcess } from '../support/worker.process.js';

const WORKERS = 3;
const KILLS = 12;
const GRAPHS = 600;
const HISTORY = `
  select 'step' as kind, workflow_step_transition_id as id, task_id from tasker.workflow_step_transitions where to_state = 'complete'
  union all
  select 'task', task_transition_id, task_id from tasker.task_transitions where to_state = 'complete'`;

describe('durable subscribers in processes that are killed while they work and deliver', () => {
  const engine = useEngine();
  const processes = useProcesses();

  it('take every event at least once, and those of a task in order', async () => {
    const seed = seedOfRun();
    figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
    const next = numbersOf(seed);
    await engine.app([classOf(GRAPH_WORKFLOW)], { worker: false });
    const options = { worker: { concurrency: 16, pollInterval: 200, lease: 1_000 }, events: { durable: { pollInterval: 50 } } };
    const subscribers = [{ group: 'log', patterns: ['step.completed', 'task.completed'] }];
    const plan = { url: engine.url, workflows: [GRAPH_WORKFLOW], quiet: true, subscribers, options };
    const all: WorkerProcess[] = [];
    const start = async () => {
      const process = await processes.start(plan);
      all.push(process);
      return process;
    };
    const running = await Promise.all(Array.from({ length: WORKERS }, start));
    for (let kill = 0; kill < KILLS; kill += 1) {
      await createRandomTasks(engine.client, seed + kill, GRAPHS / KILLS);
      await pause(next() * 1_500);
      const place = Math.floor(next() * WORKERS);
      await running[place]!.end('SIGKILL');
      running[place] = await start();
    }
    const unfinished = `select from tasker.tasks where state in ('pending', 'in_progress')`;
    await eventually(async () => (await engine.rows(unfinished)).length === 0, { what: 'every task rests', within: 120_000 });
    const history = await engine.rows(
      `select task_id, kind, id, kind || ':' || id || ':' || kind || '.completed' as event from (${HISTORY}) h`,
    );
    // What a process has said before it was killed may have been said after its last message was sent: only the rows know.
    const delivered = `select from tasker.event_cursors c where delivered >= $1 and not exists (select from tasker.event_deliveries)`;
    await eventually(async () => (await engine.rows(delivered, [history.length])).length === 1, {
      what: 'every event is taken',
      within: 60_000,
    });
    const taken = () => all.flatMap(({ messages }) => messages.filter(({ kind }) => kind === 'taken'));
    await eventually(() => new Set(taken().map(({ id }) => id)).size >= history.length - KILLS, { what: 'the last messages' });
    const known = new Set(history.map(({ event }) => event as string));
    expect(taken().filter(({ id }) => !known.has(id as string))).toEqual([]);
    for (const { messages } of all) {
      const last = new Map<string, number>();
      const seen = new Set<string>();
      for (const { kind, id, taskId } of messages.filter((message) => message.kind === 'taken')) {
        // Again, after a page that was not stored.
        if (seen.has(id as string)) continue;
        seen.add(id as string);
        const [of, number] = (id as string).split(':');
        expect(Number(number), `${kind} ${id}`).toBeGreaterThan(last.get(`${taskId} ${of}`) ?? 0);
        last.set(`${taskId} ${of}`, Number(number));
      }
    }
    const again = taken().length - new Set(taken().map(({ id }) => id)).size;
    figure(`${history.length} events, ${again} deliveries more than one for each, ${KILLS} kills`);
  });
});
