import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Orchestrator, TaskerModule, type TaskerOptions } from 'nestjs-tasker';
import { DiamondWorkflow } from './diamond.workflow.js';
import { FanOutWorkflow } from './fan-out.workflow.js';
import { LinearWorkflow } from './linear.workflow.js';
import { NoOperation } from './no-operation.step.js';
import type { Watched } from '../workloads/workload.catalog.js';
import { HOSTILE, traceIntoNothing } from './onlookers.js';
import { SearchableWorkflow } from './searchable.workflow.js';
import { SingleWorkflow } from './single.workflow.js';
import { TenStepsWorkflow } from './ten-steps.workflow.js';

/** An application of the bench. Everything that is not named here has the engine's default. */
export interface BenchApplication {
  readonly context: INestApplicationContext;
  readonly orchestrator: Orchestrator;
}

/** What an application of the bench is opened with. */
export interface ApplicationOptions {
  readonly url: string;
  /** False: it only creates tasks. A number: `worker.concurrency`. True: the default of the engine. */
  readonly worker: boolean | number;
  /** Who looks on; undefined: whoever does by default. */
  readonly watched?: Watched | undefined;
}

const SETTINGS: Readonly<Partial<Record<Watched, Partial<TaskerOptions>>>> = {
  bare: { telemetry: { metrics: false, tracing: false } },
  counted: { analytics: { interval: '5s' } },
  uncounted: { analytics: false },
};

/** Starts an application with every workflow of the bench, without an API. It is ready, and its worker claims, when this resolves. */
export async function openApplication({ url, worker, watched }: ApplicationOptions): Promise<BenchApplication> {
  if (watched === 'traced') traceIntoNothing();
  const root = {
    module: class BenchModule {},
    imports: [
      TaskerModule.forRoot({
        database: { url },
        api: false,
        ...(watched === undefined ? {} : SETTINGS[watched]),
        ...(worker === true ? {} : { worker: worker === false ? false : { concurrency: worker } }),
      }),
    ],
    providers: [
      DiamondWorkflow,
      FanOutWorkflow,
      LinearWorkflow,
      NoOperation,
      SearchableWorkflow,
      SingleWorkflow,
      TenStepsWorkflow,
      ...(watched === 'hostile' ? HOSTILE : []),
    ],
  };
  const context = await NestFactory.createApplicationContext(root, { logger: ['warn', 'error'], abortOnError: false });
  return { context, orchestrator: context.get(Orchestrator) };
}
