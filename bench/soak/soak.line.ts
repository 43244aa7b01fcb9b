import { machineNow } from '../measure/machine.clock.js';
import { serverMemory } from '../measure/process.memory.js';
import { serverCpuSeconds } from '../measure/server.cpu.js';
import { readWriteCounters } from '../measure/server.counters.js';
import { percentile } from '../measure/statistics.js';
import type { BenchServer } from '../server/bench.server.js';
import { collectedMemory } from './collected.memory.js';
import type { SoakReport } from './soak.messages.js';
import { HOT_TABLES, readTables, sumOf, type TableFigures } from './table.figures.js';

const MEGABYTE = 1_048_576;

/** Figures of one stretch of the soak, and what stands at its end. */
export interface SoakLine {
  /** Completed steps since the beginning. */
  readonly steps: number;
  readonly seconds: number;
  readonly stepsPerSecond: number;
  readonly failures: number;
  readonly durableEvents: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly statementsPerStep: number;
  readonly workerCpuPer1000: number;
  readonly serverCpuPer1000: number | null;
  readonly walBytesPerStep: number;
  /** Of all workers together, after a garbage collection, in MB. */
  readonly workerHeap: number;
  readonly workerResident: number;
  readonly creatorHeap: number;
  readonly serverMemory: number | null;
  /** Of the tables that every task has rows in. */
  readonly liveRows: number;
  readonly deadRows: number;
  readonly autovacuums: number;
  /** Of the whole schema, in MB. */
  readonly tableSize: number;
  readonly indexSize: number;
  /** Whether a snapshot was held open in it. */
  readonly snapshot: boolean;
  readonly tables: readonly TableFigures[];
}

interface Marks {
  readonly at: number;
  readonly steps: number;
  readonly walBytes: number;
  readonly serverCpu: number | null;
}

/** Reads the lines of one variant, each from the end of the one before it. */
export class LineReader {
  private marks: Marks | undefined;
  private readonly began = machineNow();

  constructor(
    private readonly server: BenchServer,
    private readonly client: Parameters<typeof readTables>[0],
  ) {}

  /** The first line begins here. */
  async begin(): Promise<void> {
    this.marks = await this.read(0);
  }

  async next(steps: number, { reports, snapshot }: { reports: readonly SoakReport[]; snapshot: boolean }): Promise<SoakLine> {
    const from = this.marks!;
    const to = await this.read(steps);
    const tables = await readTables(this.client);
    this.marks = to;
    const done = to.steps - from.steps;
    const milliseconds = reports.flatMap((report) => report.milliseconds);
    const sum = (figure: (report: SoakReport) => number) => reports.reduce((all, report) => all + figure(report), 0);
    const server = serverMemory(this.server.pid);
    return {
      steps,
      seconds: (to.at - this.began) / 1_000,
      stepsPerSecond: (done * 1_000) / (to.at - from.at),
      failures: sum((report) => report.failures),
      durableEvents: sum((report) => report.durable),
      p50Ms: percentile(milliseconds, 0.5),
      p95Ms: percentile(milliseconds, 0.95),
      statementsPerStep: sum((report) => report.statements) / done,
      workerCpuPer1000: (sum((report) => report.cpuSeconds) * 1_000) / done,
      serverCpuPer1000: from.serverCpu === null || to.serverCpu === null ? null : ((to.serverCpu - from.serverCpu) * 1_000) / done,
      walBytesPerStep: (to.walBytes - from.walBytes) / done,
      workerHeap: sum((report) => report.memory.heap) / MEGABYTE,
      workerResident: sum((report) => report.memory.resident) / MEGABYTE,
      creatorHeap: collectedMemory().heap / MEGABYTE,
      serverMemory: server === null ? null : server / MEGABYTE,
      liveRows: sumOf(tables, ({ live }) => live, HOT_TABLES),
      deadRows: sumOf(tables, ({ dead }) => dead, HOT_TABLES),
      autovacuums: sumOf(tables, ({ autovacuums }) => autovacuums, HOT_TABLES),
      tableSize: sumOf(tables, ({ tableBytes }) => tableBytes) / MEGABYTE,
      indexSize: sumOf(tables, ({ indexBytes }) => indexBytes) / MEGABYTE,
      snapshot,
      tables,
    };
  }

  private async read(steps: number): Promise<Marks> {
    const { walBytes } = await readWriteCounters(this.server.admin);
    return { at: machineNow(), steps, walBytes, serverCpu: serverCpuSeconds(this.server.pid) };
  }
}
