import { machineNow } from '../measure/machine.clock.js';
import type { StatementProbe } from '../measure/statement.probe.js';
import { openApplication, type ApplicationOptions, type BenchApplication } from '../workflows/bench.application.js';
import { createMany, taskRequest } from '../workflows/bench.tasks.js';
import { handled } from '../workflows/handled.steps.js';
import type { TaskTimes, WorkerOrders, WorkReport } from './worker.messages.js';

const WARM_UP_TASKS = 300;

type Order<Name extends keyof WorkerOrders> = Parameters<WorkerOrders[Name]>[0];
type Answers = {
  [Name in keyof WorkerOrders]: (order: Order<Name>) => ReturnType<WorkerOrders[Name]> | Promise<ReturnType<WorkerOrders[Name]>>;
};

/** What a worker process does on orders of the bench. */
export class WorkerSession implements Answers {
  private application: BenchApplication | undefined;
  private cpu = process.cpuUsage();
  private handledBefore = 0;

  constructor(private readonly probe: StatementProbe) {}

  async warmUp({ workflow, ...opened }: Order<'warmUp'>): Promise<void> {
    const { context, orchestrator } = await openApplication(applicationOf(opened));
    const ids = await createMany(orchestrator, workflow, WARM_UP_TASKS);
    await Promise.all(ids.map((id) => orchestrator.waitForTask(id, { timeout: '60s' })));
    await context.close();
  }

  async open(order: Order<'open'>): Promise<{ openedAt: number; statements: number }> {
    this.probe.takeCounts();
    this.application = await openApplication(applicationOf(order));
    const openedAt = machineNow();
    const before = this.reset();
    return { openedAt, statements: Object.values(before).reduce((sum, count) => sum + count, 0) };
  }

  progress(): number {
    return handled.steps - this.handledBefore;
  }

  report(): WorkReport {
    const { user, system } = process.cpuUsage(this.cpu);
    const steps = this.progress();
    return {
      handled: steps,
      workAnsweredAt: this.probe.workAnsweredAt,
      statements: this.reset(),
      cpuSeconds: (user + system) / 1e6,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1_024,
    };
  }

  async latency({ workflow, tasks, stepsPerTask, waiting }: Order<'latency'>): Promise<TaskTimes> {
    const { orchestrator } = this.opened();
    const milliseconds: number[] = [];
    const statements: number[] = [];
    for (let number = 0; number < tasks; number += 1) {
      const committed = this.probe.answerAfter(handled.steps + stepsPerTask);
      const sent = this.probe.sentInAll;
      const begun = machineNow();
      const task = await orchestrator.createTask(taskRequest(workflow, number));
      if (waiting === 'committed') await committed;
      else await orchestrator.waitForTask(task, { timeout: '30s' });
      milliseconds.push(machineNow() - begun);
      statements.push(this.probe.sentInAll - sent);
    }
    return { milliseconds, statements };
  }

  async close(): Promise<void> {
    await this.application?.context.close();
    this.application = undefined;
  }

  private opened(): BenchApplication {
    if (this.application === undefined) throw new Error('the worker process was not opened');
    return this.application;
  }

  private reset(): Record<string, number> {
    this.cpu = process.cpuUsage();
    this.handledBefore = handled.steps;
    return this.probe.takeCounts();
  }
}

function applicationOf({ url, concurrency, watched, variant }: Order<'open'>): ApplicationOptions {
  return { url, worker: concurrency ?? true, watched, variant };
}
