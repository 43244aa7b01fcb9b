import type { Type } from '@nestjs/common';
import { afterEach } from 'vitest';
import { spawnWorkerProcess, type ProcessPlan, type ProcessWorkflow, type WorkerProcess } from './worker.process.js';
import { workflow } from './workflows.js';

/** Worker processes of a test, which end with it. */
export interface Processes {
  /** Starts a process and waits until it works. */
  start(plan: ProcessPlan): Promise<WorkerProcess>;
  /** Starts a process. */
  spawn(plan: ProcessPlan): WorkerProcess;
}

/** Lets the tests of a file start worker processes; call it after `useEngine`, so that they end before the database goes. */
export function useProcesses(): Processes {
  let started: WorkerProcess[] = [];
  afterEach(async () => {
    await Promise.all(started.map((process) => process.end('SIGKILL')));
    started = [];
  });
  const spawn = (plan: ProcessPlan) => {
    const process = spawnWorkerProcess(plan);
    started.push(process);
    return process;
  };
  return {
    spawn,
    start: async (plan) => {
      const process = spawn(plan);
      await process.said('ready');
      return process;
    },
  };
}

/** The definition of a process for the application of the test itself, which only creates. */
export function classOf({ name, version, steps }: ProcessWorkflow): Type<object> {
  const declared = Object.fromEntries(steps.map(({ name: step, does: _, ...options }) => [step, options]));
  return workflow(name, declared, version === undefined ? {} : { version });
}
