import { DataSource } from 'typeorm';
import { openApplication, type BenchApplication } from '../workflows/bench.application.js';
import { createMany, taskRequest } from '../workflows/bench.tasks.js';
import { stepsOf, tasksOf, type Drive } from './drive.shapes.js';
import { handled } from '../workflows/handled.steps.js';
import { StatementGate, type SentStatements } from './statement.gate.js';
import { stopTime } from './still.time.js';

/** Longer than any drive: neither a heartbeat nor a look at the queue that only the clock asks for. */
const NEVER = 600_000;

/** What a drive sent, apart from what its application sends when it starts and ends. */
export interface DriveCounts {
  /** Of the calls that create the tasks; of a drive of single tasks they are among the others. */
  readonly created: SentStatements;
  readonly worked: SentStatements;
}

/**
 * Runs the whole engine so that what it does follows from the script alone: one connection, so that there is one order of all statements;
 * a clock that stands still; and a worker whose first claim waits until everything before it has happened.
 */
export class ScriptedDrive {
  private readonly gate: StatementGate;
  private application: BenchApplication | undefined;
  private created: SentStatements = { statements: {}, roundTrips: 0 };
  private source: DataSource | undefined;
  private resume = () => undefined as void;

  /** Until `close` no other drive of this process may exist. `observer`: a connection of this process whose statements do not count. */
  constructor(
    private readonly drive: Drive,
    private readonly url: string,
    observer?: object,
  ) {
    this.gate = new StatementGate('.advance', observer);
  }

  /** Creates the tasks of a batch and opens the application whose worker is about to claim. */
  async prepare(): Promise<void> {
    if (this.drive.mode === 'batch') await this.create();
    this.resume = stopTime();
    this.gate.close();
    this.source = await connected(this.url);
    const worker = { lease: NEVER, pollInterval: NEVER };
    this.application = await openApplication({ url: this.url, worker: true, settings: { database: { dataSource: this.source }, worker } });
    // The worker looks once more when it listens: that must not fall into the middle.
    while (this.gate.kept === 0 || !this.gate.hasAnswered('listen')) await new Promise(setImmediate);
    await this.gate.quiet();
    if (this.drive.mode === 'single') await this.settle();
    this.gate.take();
  }

  /** Works the tasks off. @throws Error when the worker has come to rest before their last step */
  async run(): Promise<DriveCounts> {
    const before = handled.steps;
    if (this.drive.mode === 'batch') await this.settle();
    else await this.oneByOne();
    const steps = handled.steps - before;
    if (steps !== stepsOf(this.drive)) throw new Error(`the drive came to rest after ${steps} of ${stepsOf(this.drive)} steps`);
    return { created: this.created, worked: this.gate.take() };
  }

  /** Ends the application and takes the gate away. */
  async close(): Promise<void> {
    this.gate.open();
    this.resume();
    try {
      await this.application?.context.close();
      if (this.source?.isInitialized === true) await this.source.destroy();
    } finally {
      this.application = undefined;
      this.gate.remove();
    }
  }

  private async create(): Promise<void> {
    const { context, orchestrator } = await openApplication({ url: this.url, worker: false });
    this.gate.take();
    await createMany(orchestrator, this.drive.shape.workflow, tasksOf(this.drive));
    this.created = this.gate.take();
    await context.close();
  }

  private async oneByOne(): Promise<void> {
    const { orchestrator } = this.application!;
    for (let number = 0; number < tasksOf(this.drive); number += 1) {
      await orchestrator.createTask(taskRequest(this.drive.shape.workflow, number));
      await this.gate.quiet();
    }
  }

  private async settle(): Promise<void> {
    this.gate.open();
    await this.gate.quiet();
  }
}

/** One connection: calls that are under way at the same time are answered one after the other. */
function connected(url: string): Promise<DataSource> {
  return new DataSource({ type: 'postgres', url, poolSize: 1, installExtensions: false }).initialize();
}
