import { setTimeout as wait } from 'node:timers/promises';
import { DemoError } from './demo.error.js';
import { DemoScreen } from './demo.screen.js';
import type { DemoOutput } from './demo.screen.js';
import { endOf, isAtRest, measure } from './order.progress.js';
import type { TrackedOrder } from './order.progress.js';
import type { DemoOrder } from './orders.file.js';
import { summarize } from './progress.text.js';
import { TaskerClient, UnreachableError } from './tasker.client.js';

/** What one run of the demo needs. */
export interface DemoRun {
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  readonly orders: readonly DemoOrder[];
  readonly output: DemoOutput;
  /** Milliseconds between two looks. Default 400. */
  readonly interval?: number;
  /** Milliseconds without any change after which the demo gives up. Default 60,000. */
  readonly patience?: number;
}

/** Requests that are under way at once. */
const REQUESTS = 8;

/**
 * Sends the orders, shows how they go on until all rest, and resolves to the exit code. Throws DemoError when it cannot
 * begin. An application that is gone for a while is waited for: its orders are in the database.
 */
export async function runDemo(run: DemoRun): Promise<number> {
  const client = new TaskerClient(run.url, run.token);
  const screen = new DemoScreen(run.output);
  await greet(client, run.url);
  const began = performance.now();
  const tracked = await sendAll(client, run);
  const isOver = await watch(client, tracked, { ...run, screen });
  if (isOver) await explainFailures(client, tracked);
  screen.say(['', ...summarize(tracked, (performance.now() - began) / 1_000)]);
  if (!isOver) screen.say(['Given up: nothing has moved for too long. Is the application running, with a worker?']);
  return isOver && tracked.every((order) => endOf(order).isAsExpected) ? 0 : 1;
}

async function greet(client: TaskerClient, url: string): Promise<void> {
  try {
    await client.greet();
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    throw new DemoError(`no application answers at ${url} (${error.message}): start it with "npm start", or set TASKER_URL`);
  }
}

async function sendAll(client: TaskerClient, { orders, url }: DemoRun): Promise<TrackedOrder[]> {
  const tracked: TrackedOrder[] = [];
  try {
    await forEach(orders, async (entry) => {
      tracked.push({ entry, task: await client.create(entry.order) });
    });
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    throw new DemoError(`the application at ${url} was lost after ${tracked.length} of ${orders.length} orders (${error.message})`);
  }
  return tracked;
}

/** Looks again and again until every order rests; false when nothing has moved for too long. */
async function watch(client: TaskerClient, tracked: TrackedOrder[], run: DemoRun & { screen: DemoScreen }): Promise<boolean> {
  const { interval = 400, patience = 60_000, screen } = run;
  let lastMove = performance.now();
  let seen = '';
  for (;;) {
    const note = await look(client, tracked);
    const progress = measure(tracked);
    screen.show(progress, note);
    if (progress.ordersAtRest === progress.orders) return true;
    const now = JSON.stringify(progress);
    if (now !== seen) lastMove = performance.now();
    seen = now;
    if (performance.now() - lastMove > patience) return false;
    await wait(interval);
  }
}

/** Asks for every order that does not rest yet; resolves to a note for the reader. */
async function look(client: TaskerClient, tracked: readonly TrackedOrder[]): Promise<string> {
  try {
    await forEach(
      tracked.filter((order) => !isAtRest(order.task)),
      async (order) => {
        order.task = await client.show(order.task.task_id);
      },
    );
    return '';
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    return `the application does not answer (${error.message}); start it again, its orders are in the database`;
  }
}

/** An application that is gone by now has told how the orders ended all the same. */
async function explainFailures(client: TaskerClient, tracked: readonly TrackedOrder[]): Promise<void> {
  const failures = tracked.filter(({ task }) => task.status !== 'complete');
  await forEach(failures, async (order) => {
    order.explanation = await client.explain(order.task.task_id);
  }).catch((error: unknown) => {
    if (!(error instanceof UnreachableError)) throw error;
  });
}

async function forEach<T>(items: readonly T[], action: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await action(item);
  };
  const ended = await Promise.allSettled(Array.from({ length: REQUESTS }, worker));
  const failure = ended.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
