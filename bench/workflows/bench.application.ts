import 'reflect-metadata';
import type { INestApplicationContext, Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Orchestrator, TaskerModule, type DatabaseOptions, type TaskerOptions } from 'nestjs-tasker';
import { DataSource } from 'typeorm';
import { DiamondWorkflow } from './diamond.workflow.js';
import { FanOutWorkflow } from './fan-out.workflow.js';
import { LinearWorkflow } from './linear.workflow.js';
import { NoOperation } from './no-operation.step.js';
import type { Watched } from '../workloads/workload.catalog.js';
import { variantProviders, type EngineVariant } from './engine.variant.js';
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
  /** What differs from the defaults; undefined: nothing. */
  readonly variant?: EngineVariant | undefined;
  /** Replace what follows from the others. */
  readonly settings?: Partial<TaskerOptions> | undefined;
}

const SETTINGS: Readonly<Partial<Record<Watched, Partial<TaskerOptions>>>> = {
  bare: { telemetry: { metrics: false, tracing: false } },
  counted: { analytics: { interval: '5s' } },
  uncounted: { analytics: false },
};

/** Starts an application with every workflow of the bench, without an API. It is ready, and its worker claims, when this resolves. */
export async function openApplication({ url, worker, watched, variant = {}, settings }: ApplicationOptions): Promise<BenchApplication> {
  if (watched === 'traced') traceIntoNothing();
  const host = await hostOf(url, variant);
  const root = {
    module: class BenchModule {},
    imports: [
      TaskerModule.forRoot({
        database: host.database,
        ...(variant.parts === undefined ? {} : { limits: { steps: Math.max(10_000, variant.parts + 2) } }),
        api: false,
        ...(watched === undefined ? {} : SETTINGS[watched]),
        ...(worker === true ? {} : { worker: worker === false ? false : { concurrency: worker } }),
        ...settings,
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
      ...variantProviders(variant),
      ...host.providers,
      ...(watched === 'hostile' ? HOSTILE : []),
    ],
  };
  const context = await NestFactory.createApplicationContext(root, { logger: ['warn', 'error'], abortOnError: false });
  return { context, orchestrator: context.get(Orchestrator) };
}

interface Host {
  readonly database: DatabaseOptions;
  readonly providers: readonly Provider[];
}

/** The database of an application, and who closes it where it is the host's own. */
async function hostOf(url: string, { database, hostPool }: EngineVariant): Promise<Host> {
  if (hostPool === undefined) return { database: { url, ...database }, providers: [] };
  const dataSource = await new DataSource({ type: 'postgres', url, poolSize: hostPool }).initialize();
  const closer = { onApplicationShutdown: () => dataSource.destroy() };
  return { database: { dataSource, ...database }, providers: [{ provide: 'BENCH_DATA_SOURCE', useValue: closer }] };
}
