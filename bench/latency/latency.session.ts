import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Orchestrator, TaskerModule, type TaskView } from 'nestjs-tasker';
import { machineNow } from '../measure/machine.clock.js';
import type { StatementProbe } from '../measure/statement.probe.js';
import { taskRequest } from '../workflows/bench.tasks.js';
import type { CreatedTask, LatencyOrders, ProcessCost } from './latency.messages.js';
import { LATENCY_PROVIDERS } from './latency.workflows.js';
import { stepMarks, type StepMark } from './step.marks.js';

/** Of the tasks that are created at a pace, one in so many is waited for. */
const AWAITED = 10;
const WAIT = { timeout: '60s' } as const;

type Order<Name extends keyof LatencyOrders> = Parameters<LatencyOrders[Name]>[0];

interface Reading {
  readonly at: number;
  readonly cpu: NodeJS.CpuUsage;
  readonly wakeUps: number | null;
}

/** What a process of the latency studies does on orders of the bench. */
export class LatencySession {
  private context: INestApplicationContext | undefined;
  private latest = reading();

  constructor(private readonly probe: StatementProbe) {}

  async open({ url, worker }: Order<'open'>): Promise<void> {
    const root = {
      module: class LatencyModule {},
      imports: [TaskerModule.forRoot({ database: { url }, api: false, worker: worker ?? false })],
      providers: [...LATENCY_PROVIDERS],
    };
    this.context = await NestFactory.createApplicationContext(root, { logger: ['warn', 'error'], abortOnError: false });
  }

  async leave(): Promise<void> {
    await this.context?.close();
    this.context = undefined;
  }

  async oneByOne({ tasks, pauseMs, ...task }: Order<'oneByOne'>): Promise<CreatedTask[]> {
    const created: CreatedTask[] = [];
    for (let number = 0; number < tasks; number += 1) {
      const one = await this.create(task, number);
      created.push({ ...one.times, awaitedAt: await this.awaited(one.view) });
      if (pauseMs > 0) await delay(pauseMs);
    }
    return created;
  }

  async atOnce({ tasks, calls, ...task }: Order<'atOnce'>): Promise<CreatedTask[]> {
    const created: CreatedTask[] = [];
    let number = 0;
    const caller = async () => {
      while (number < tasks) created.push((await this.create(task, number++)).times);
    };
    await Promise.all(Array.from({ length: calls }, caller));
    return created;
  }

  async paced({ tasks, perSecond, ...task }: Order<'paced'>): Promise<CreatedTask[]> {
    const begun = machineNow();
    const created: Promise<CreatedTask>[] = [];
    while (created.length < tasks) {
      const due = Math.min(tasks, Math.floor(((machineNow() - begun) / 1_000) * perSecond) + 1);
      while (created.length < due) created.push(this.watched(task, created.length));
      await delay(1);
    }
    return Promise.all(created);
  }

  progress(): number {
    return stepMarks.size;
  }

  marks(): StepMark[] {
    return stepMarks.take();
  }

  cost(): ProcessCost {
    const before = this.latest;
    this.latest = reading();
    const { cpu, at, wakeUps } = this.latest;
    const { rss, heapUsed } = process.memoryUsage();
    return {
      seconds: (at - before.at) / 1_000,
      statements: this.probe.takeCounts(),
      cpuSeconds: (cpu.user + cpu.system - before.cpu.user - before.cpu.system) / 1e6,
      wakeUps: wakeUps === null || before.wakeUps === null ? null : wakeUps - before.wakeUps,
      residentBytes: rss,
      heapBytes: heapUsed,
    };
  }

  async close(): Promise<void> {
    await this.leave();
  }

  private async watched(task: Parameters<LatencySession['create']>[0], number: number): Promise<CreatedTask> {
    const { times, view } = await this.create(task, number);
    return number % AWAITED === 0 ? { ...times, awaitedAt: await this.awaited(view) } : times;
  }

  private async create(
    { workflow, context }: Pick<Order<'atOnce'>, 'workflow' | 'context'>,
    number: number,
  ): Promise<{ times: CreatedTask; view: TaskView }> {
    const usual = taskRequest(workflow, number);
    const calledAt = machineNow();
    const view = await this.orchestrator().createTask({ ...usual, context: { ...(usual.context as object), ...context } });
    return { times: { taskId: view.taskId, calledAt, answeredAt: machineNow(), awaitedAt: null }, view };
  }

  private async awaited(view: TaskView): Promise<number> {
    await this.orchestrator().waitForTask(view, WAIT);
    return machineNow();
  }

  private orchestrator(): Orchestrator {
    if (this.context === undefined) throw new Error('the process was not opened');
    return this.context.get(Orchestrator);
  }
}

function reading(): Reading {
  return { at: machineNow(), cpu: process.cpuUsage(), wakeUps: wakeUpsOfThreads() };
}

/** Voluntary switches of all threads of this process. */
function wakeUpsOfThreads(): number | null {
  if (process.platform !== 'linux') return null;
  let sum = 0;
  for (const thread of readdirSync('/proc/self/task')) {
    const text = readFileSync(`/proc/self/task/${thread}/status`, 'utf8');
    sum += Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return sum;
}
