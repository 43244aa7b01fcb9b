import { setTimeout as delay } from 'node:timers/promises';
import { withClient, type BenchServer } from '../server/bench.server.js';
import type { OpenedAs } from './latency.messages.js';
import { distributionOf, inRoom, marksByTask, untilMarked, type LatencyRoom, type LatencyRow } from './latency.room.js';

/** Steps that fail at once in one turn, and slots of each worker. */
const TOGETHER = 8;
const RETRY_SECONDS = 1;
/** Longer than everybody needs to fail, shorter than the wait. */
const SHORT_HOLD_MS = 400;
/** Until well after the moment of the second attempt. */
const LONG_HOLD_MS = 2_000;

const LEFT = { concurrency: TOGETHER, queues: ['default', 'left'] };
const RIGHT = { concurrency: TOGETHER, queues: ['default', 'right'] };

interface Case {
  readonly name: string;
  readonly workers: readonly OpenedAs['worker'][];
  turn(room: LatencyRoom): Promise<void>;
}

const CASES: readonly Case[] = [
  { name: 'one worker', workers: [{ concurrency: TOGETHER }], turn: (room) => failing(room) },
  { name: 'two workers, both free', workers: [LEFT, RIGHT], turn: (room) => failing(room) },
  { name: 'the other one: who wrote the failure is busy then', workers: [LEFT, RIGHT], turn: whileTheWriterIsBusy },
  { name: 'the other one: who wrote the failure has stopped', workers: [LEFT, RIGHT], turn: afterTheWriterStopped },
];

/** How late second attempts start, after the moment that the row names. */
export async function retryStudy(server: BenchServer, { turns }: { turns: number }): Promise<LatencyRow[]> {
  const rows: LatencyRow[] = [];
  for (const [place, { name, workers, turn }] of CASES.entries()) {
    const times = await inRoom(server, { database: `latency_retry_${place}`, workers }, async (room) => {
      await noteMoments(room.url);
      for (let number = 0; number < turns; number += 1) await turn(room);
      return latenesses(room);
    });
    rows.push({ study: 'retry', name, times: distributionOf(times) });
  }
  return rows;
}

/** Tasks that fail; resolves when all of them have, and are asked for again. */
async function begin({ processes }: LatencyRoom, calls: number): Promise<void> {
  await processes[0]!.ask('atOnce', {
    workflow: 'latency_retry',
    tasks: TOGETHER,
    context: { retrySeconds: RETRY_SECONDS },
    calls: TOGETHER,
  });
  await untilMarked(processes, calls + TOGETHER);
}

async function callsSoFar({ processes }: LatencyRoom): Promise<number> {
  const counts = await Promise.all(processes.map((one) => one.ask('progress', null)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function failing(room: LatencyRoom): Promise<void> {
  const calls = await callsSoFar(room);
  await begin(room, calls);
  await untilMarked(room.processes, calls + 2 * TOGETHER);
}

/** The right worker is full while the left one fails, and the left one is full when the second attempts are due. */
async function whileTheWriterIsBusy(room: LatencyRoom): Promise<void> {
  const calls = await callsSoFar(room);
  await fill(room, 'latency_hold_right', SHORT_HOLD_MS);
  await begin(room, calls + TOGETHER);
  await fill(room, 'latency_hold_left', LONG_HOLD_MS);
  await untilMarked(room.processes, calls + 4 * TOGETHER);
  await delay(LONG_HOLD_MS);
}

/** The left worker fails alone and stops before the second attempts are due. */
async function afterTheWriterStopped(room: LatencyRoom): Promise<void> {
  const [left] = room.processes;
  const calls = await callsSoFar(room);
  await fill(room, 'latency_hold_right', SHORT_HOLD_MS);
  await begin(room, calls + TOGETHER);
  await left!.ask('leave', null);
  await untilMarked(room.processes, calls + 3 * TOGETHER);
  await left!.ask('open', { url: room.url, worker: LEFT });
}

async function fill({ processes }: LatencyRoom, workflow: 'latency_hold_left' | 'latency_hold_right', holdMs: number): Promise<void> {
  const calls = await callsSoFar({ processes, url: '' });
  await processes[0]!.ask('atOnce', { workflow, tasks: TOGETHER, context: { holdMs }, calls: TOGETHER });
  await untilMarked(processes, calls + TOGETHER);
}

/** The rows forget when a step was due: a trigger of the bench keeps it. */
async function noteMoments(url: string): Promise<void> {
  await withClient(url, (client) =>
    client.query(`
      create table public.bench_moments (task_id uuid not null, at timestamptz not null);
      create function public.bench_note() returns trigger language plpgsql as $$
      begin
        insert into public.bench_moments values (new.task_id, new.ready_at);
        return null;
      end $$;
      create trigger bench_note after update on tasker.workflow_steps for each row
      when (new.ready_at is not null and new.ready_at is distinct from old.ready_at and new.state = 'error')
      execute function public.bench_note()`),
  );
}

async function latenesses({ url, processes }: LatencyRoom): Promise<number[]> {
  const marks = await marksByTask(processes);
  const { rows } = await withClient(url, (client) =>
    client.query<{ task_id: string; at: string }>(
      'select task_id, extract(epoch from max(at)) * 1000 as at from public.bench_moments group by task_id',
    ),
  );
  return rows.map(({ task_id: taskId, at }) => marks.get(taskId)!.find(({ attempt }) => attempt === 2)!.wall - Number(at));
}
