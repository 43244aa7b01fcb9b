import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type Provider } from '@nestjs/common';
import { StepHandler, TaskHandler, type DatabaseOptions } from 'nestjs-tasker';
import { noOperation } from './handled.steps.js';
import { NoOperation } from './no-operation.step.js';

/** In what an application of the bench differs from the others. */
export interface EngineVariant {
  /** Options of the database beside its URL. */
  readonly database?: Omit<DatabaseOptions, 'url' | 'dataSource'>;
  /** Works on a DataSource of the host with a pool of so many connections, instead of one of its own. */
  readonly hostPool?: number;
  /** Adds the workflow `bench_wide`: one step, so many side by side, one that joins them. */
  readonly parts?: number;
  /** Adds the workflow `bench_holding`: one step that lasts so many milliseconds. */
  readonly holdMs?: number;
}

/** The workflows that a variant adds. */
export function variantProviders({ parts, holdMs }: EngineVariant): Provider[] {
  return [...(parts === undefined ? [] : [wideWorkflow(parts)]), ...(holdMs === undefined ? [] : [holdingWorkflow(holdMs)])];
}

function wideWorkflow(parts: number): Provider {
  const names = Array.from({ length: parts }, (_, place) => `part_${place + 1}`);
  @Injectable()
  @TaskHandler({
    name: 'bench_wide',
    steps: [
      { name: 'split', handler: NoOperation },
      ...names.map((name) => ({ name, handler: NoOperation, dependsOn: 'split' })),
      { name: 'join', handler: NoOperation, dependsOn: names },
    ],
  })
  class WideWorkflow {}
  return WideWorkflow;
}

function holdingWorkflow(milliseconds: number): Provider {
  @Injectable()
  @TaskHandler({ name: 'bench_holding' })
  class HoldingWorkflow {
    @StepHandler() async only() {
      await delay(milliseconds);
      return noOperation();
    }
  }
  return HoldingWorkflow;
}
