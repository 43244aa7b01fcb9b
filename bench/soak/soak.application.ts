import 'reflect-metadata';
import { ConsoleLogger, Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OnTaskerEvent, Orchestrator, TaskerModule, type TaskerEvent, type TaskerOptions } from 'nestjs-tasker';
import type { BenchApplication } from '../workflows/bench.application.js';
import { SHAPES, SoakedStep } from './soak.workflows.js';

/** What an application of the soak is opened with. */
export interface SoakOptions {
  readonly url: string;
  /** False: it creates and acts. A number: `worker.concurrency`. True: the default of the engine. */
  readonly worker: boolean | number;
  /** Seconds that finished tasks are kept; null: for ever. */
  readonly ageSeconds: number | null;
  readonly durable: boolean;
}

/** What the listeners of this process have heard since somebody looked. */
export const heard = {
  /** Tasks that came to rest. */
  rested: 0,
  durable: 0,
  /** Milliseconds from the creation of each completed task to its completion. */
  milliseconds: [] as number[],
};

/** Hears of every task that this process brings to rest. */
@Injectable()
class RestListener {
  @OnTaskerEvent('task.completed')
  completed({ payload }: TaskerEvent<{ taskId: string }>): void {
    heard.rested += 1;
    heard.milliseconds.push(Date.now() - createdAt(payload.taskId));
  }

  @OnTaskerEvent('task.failed')
  failed(): void {
    heard.rested += 1;
  }
}

/** Hears of every completed task of the cluster, at least once. */
@Injectable()
class DurableListener {
  @OnTaskerEvent('task.completed', { durable: true, group: 'soak' })
  heard(): void {
    heard.durable += 1;
  }
}

/** Jobs that run once a minute by default run every five seconds: a day of them in two hours. */
const JOBS: Partial<TaskerOptions> = { staleness: { interval: '5s' }, bottlenecks: { interval: '5s' }, analytics: { interval: '5s' } };

/** Says what nobody expects: that steps fail for good is a part of the work. */
class SoakLogger extends ConsoleLogger {
  override error(...words: [unknown, ...unknown[]]): void {
    if (words.at(-1) !== 'TaskerSteps') super.error(...words);
  }
}

/** Starts an application with the workflows of the soak, without an API. */
export async function openSoak({ url, worker, ageSeconds, durable }: SoakOptions): Promise<BenchApplication> {
  const root = {
    module: class SoakModule {},
    imports: [
      TaskerModule.forRoot({
        database: { url },
        api: false,
        ...JOBS,
        ...(ageSeconds === null ? {} : { retention: { after: ageSeconds * 1_000, interval: '2s' } }),
        ...(worker === true ? {} : { worker: worker === false ? false : { concurrency: worker } }),
        // Without a worker it only creates: it delivers nothing.
        ...(worker === false ? { events: { durable: false } } : {}),
      }),
    ],
    providers: [
      SoakedStep,
      ...SHAPES.map(({ provider }) => provider),
      ...(worker === false ? [] : [RestListener]),
      ...(worker === false || !durable ? [] : [DurableListener]),
    ],
  };
  const context = await NestFactory.createApplicationContext(root, {
    logger: new SoakLogger({ logLevels: ['warn', 'error'] }),
    abortOnError: false,
  });
  return { context, orchestrator: context.get(Orchestrator) };
}

/** The id of a task begins with the milliseconds of its creation. */
function createdAt(taskId: string): number {
  return Number.parseInt(taskId.slice(0, 8) + taskId.slice(9, 13), 16);
}
