import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { machineNow } from '../measure/machine.clock.js';
import { withClient, type BenchServer } from '../server/bench.server.js';
import { WorkerProcess, withProcesses } from '../worker/worker.fleet.js';
import { OpenSnapshot } from './open.snapshot.js';
import { openSoak, type SoakOptions } from './soak.application.js';
import type { SoakArguments, SoakVariant } from './soak.arguments.js';
import { SoakCreator } from './soak.creator.js';
import { checkEnd, unfinishedTasks, type SoakEnd } from './soak.end.js';
import { LineReader, type SoakLine } from './soak.line.js';
import type { SoakOrders } from './soak.messages.js';

const PROGRAM = new URL('./soak.process.js', import.meta.url);
const LOOK_MS = 10;
/** Looks after which the rows are asked how many tasks are unfinished: listeners are told at most once. */
const LOOKS = 100;

/** What one variant has shown. */
export interface SoakResult {
  readonly variant: SoakVariant;
  readonly lines: readonly SoakLine[];
  readonly end: SoakEnd;
  /** Whether the time was over before all steps were created. */
  readonly cut: boolean;
  /** Files of heap snapshots. */
  readonly heaps: readonly string[];
}

/** What a variant runs with. */
interface SoakSurroundings {
  readonly server: BenchServer;
  readonly wanted: SoakArguments;
  /** Told of every line. */
  told(line: SoakLine): void;
}

/** Runs one variant: work is created as fast as it is done, so that a bounded number of tasks is unfinished, until so many steps are done. */
export function runSoak(variant: SoakVariant, surroundings: SoakSurroundings): Promise<SoakResult> {
  const { server, wanted } = surroundings;
  const workers = Array.from({ length: wanted.workers }, () => new WorkerProcess<SoakOrders>(PROGRAM));
  return withProcesses(workers, () =>
    server.withDatabase(`soak_${variant}`, (url) =>
      withClient(url, async (client) => {
        const ageSeconds = variant === 'retention' ? wanted.ageSeconds : null;
        const options: SoakOptions = { url, worker: wanted.concurrency ?? true, ageSeconds, durable: wanted.durable };
        const { context, orchestrator } = await openSoak({ ...options, worker: false });
        await Promise.all(workers.map((worker) => worker.ask('open', options)));
        const run = new SoakRun(new SoakCreator(orchestrator), { ...surroundings, variant, workers, client, url });
        const result = await run.complete();
        await context.close();
        await Promise.all(workers.map((worker) => worker.close()));
        return result;
      }),
    ),
  );
}

interface Stage extends SoakSurroundings {
  readonly variant: SoakVariant;
  readonly workers: readonly WorkerProcess<SoakOrders>[];
  readonly client: pg.Client;
  readonly url: string;
}

class SoakRun {
  private readonly lines: SoakLine[] = [];
  private readonly heaps: string[] = [];
  private readonly reader: LineReader;
  private readonly snapshot: OpenSnapshot;
  private readonly until: number;
  private done = 0;
  private held = false;
  /** What listeners have not told of. */
  private untold = 0;
  private looks = 0;

  constructor(
    private readonly creator: SoakCreator,
    private readonly stage: Stage,
  ) {
    const { server, client, url, wanted } = stage;
    this.reader = new LineReader(server, client);
    this.snapshot = new OpenSnapshot(url, wanted.snapshotSeconds ?? 0);
    this.until = machineNow() + wanted.limitSeconds * 1_000;
  }

  async complete(): Promise<SoakResult> {
    const { wanted, client, variant, workers } = this.stage;
    await this.reader.begin();
    while (this.creator.steps < wanted.steps && !this.isLate) {
      const unfinished = await this.look();
      if (unfinished < wanted.backlog) await this.creator.create();
      else await this.rest(unfinished);
    }
    const cut = this.creator.steps < wanted.steps;
    // What fails for good at the end rests without anybody: the last ones are resolved when nothing runs.
    while ((await unfinishedTasks(client)) > 0) {
      await this.look();
      await delay(LOOK_MS);
    }
    await this.snapshot.close();
    await this.creator.resolveFailed();
    if (wanted.heapDirectory !== null) this.heaps.push(await workers[0]!.ask('heap', { directory: wanted.heapDirectory }));
    const end = await checkEnd(client, this.creator);
    return { variant, lines: this.lines, end, cut, heaps: this.heaps };
  }

  private get isLate(): boolean {
    return machineNow() > this.until;
  }

  /** Writes the lines that are due; answers with the number of unfinished tasks. */
  private async look(): Promise<number> {
    const { wanted, workers } = this.stage;
    const progress = await Promise.all(workers.map((worker) => worker.ask('progress', null)));
    this.done = progress.reduce((sum, { completedSteps }) => sum + completedSteps, 0);
    const rested = progress.reduce((sum, { restedTasks }) => sum + restedTasks, 0);
    if (this.done >= (this.lines.length + 1) * wanted.every) await this.line();
    await this.hold();
    return this.creator.created - this.creator.cancelled - rested - this.untold;
  }

  private async line(): Promise<void> {
    const { workers, told, wanted } = this.stage;
    await this.creator.resolveFailed();
    const reports = await Promise.all(workers.map((worker) => worker.ask('report', null)));
    const line = await this.reader.next(this.done, { reports, snapshot: this.snapshot.takeOpen() });
    this.lines.push(line);
    told(line);
    if (wanted.heapDirectory !== null && this.heaps.length === 0 && this.done >= wanted.steps / 5) {
      this.heaps.push(await workers[0]!.ask('heap', { directory: wanted.heapDirectory }));
    }
  }

  private async hold(): Promise<void> {
    const { wanted } = this.stage;
    if (wanted.snapshotSeconds === null) return;
    if (!this.held && this.done >= wanted.steps / 2) {
      this.held = true;
      await this.snapshot.open();
    }
    await this.snapshot.look();
  }

  private async rest(unfinished: number): Promise<void> {
    await delay(LOOK_MS);
    this.looks += 1;
    if (this.looks % LOOKS !== 0) return;
    this.untold += unfinished - (await unfinishedTasks(this.stage.client));
  }
}
