import type { DynamicModule, ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Orchestrator, type TaskView } from 'nestjs-tasker';
import { afterEach } from 'vitest';
import type { Engine } from '../../support/engine.js';

/** Applications that import TaskerModule in a way of their own; closed after each test, before its database is audited. */
export interface Hosts {
  /** Starts an application, with the engine's logs going to `engine.logs`. */
  start(tasker: DynamicModule | DynamicModule[], metadata?: Pick<ModuleMetadata, 'imports' | 'providers'>): Promise<TestingModule>;
  /** Starts an application that must not start, and returns why. */
  refusal(tasker: DynamicModule | DynamicModule[], metadata?: Pick<ModuleMetadata, 'imports' | 'providers'>): Promise<Error>;
}

export function useHosts(engine: Engine): Hosts {
  const open: TestingModule[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((module) => module.close()));
  });
  const start: Hosts['start'] = async (tasker, { imports = [], providers = [] } = {}) => {
    const builder = Test.createTestingModule({ imports: [...[tasker].flat(), ...imports], providers });
    const module = await builder.setLogger(engine.logs).compile();
    open.push(module);
    return module.init();
  };
  const refusal: Hosts['refusal'] = (tasker, metadata) =>
    start(tasker, metadata).then(
      () => Promise.reject(new Error('it started')),
      (error: Error) => error,
    );
  return { start, refusal };
}

/** Creates a task of a registered definition and waits until it rests. */
export async function runTask(module: TestingModule, name: string, context: Record<string, unknown> = {}): Promise<TaskView> {
  const orchestrator = module.get(Orchestrator, { strict: false });
  return orchestrator.waitForTask(await orchestrator.createTask({ name, context }), { timeout: '20s' });
}
