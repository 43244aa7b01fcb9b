import { measureBaseline } from '../measure/baseline.js';
import { BenchServer, withClient } from '../server/bench.server.js';
import { WorkerProcess, withProcesses } from '../worker/worker.fleet.js';
import { assertComplete } from '../workloads/completed.tasks.js';
import type { DriveFigures } from './counted.figures.js';
import type { CountedOrders, DriveReport } from './counted.messages.js';
import { driveName, stepsOf, tasksOf, type Drive } from './drive.shapes.js';
import { makersOf, type Makers } from './expected.figures.js';
import { COUNTED_FLAGS, type ProcessCost } from './process.cost.js';
import { keepVacuumAway, QUIET_SERVER, readRowCounters, rowsBetween, type RowChanges } from './row.counters.js';
import { serverCostOf, type ServerCost } from './server.cost.js';

const PROGRAM = new URL('./counted.process.js', import.meta.url);
/** Runs before the counted one. After the first one the code is compiled; of the others the one that allocated least counts. */
const WARM_UPS = { batch: 3, single: 5 };

/** What a run of the check found. */
export interface CountedResult {
  readonly madeWith: Makers;
  readonly drives: Readonly<Record<string, DriveFigures>>;
}

/** What times are compared with. */
interface Baselines {
  readonly nodeSeconds: number;
  readonly updatesPerSecond: number;
}

/** Counts what the drives do, each in a database of its own, on a server of its own. */
export async function runCounted(drives: readonly Drive[]): Promise<CountedResult> {
  const server = await BenchServer.launch({ profile: true, settings: QUIET_SERVER });
  try {
    if (!server.profiled) throw new Error('the programs of the server have no pg_stat_statements: rows cannot be counted');
    return await withProcesses([new WorkerProcess<CountedOrders>(PROGRAM, COUNTED_FLAGS)], async ([process]) => {
      const found: Record<string, DriveFigures> = {};
      for (const drive of drives) found[driveName(drive)] = await count(drive, server, process!);
      await process!.close();
      const { rows } = await server.admin.query<{ server_version: string }>('show server_version');
      return { madeWith: makersOf(rows[0]!.server_version), drives: found };
    });
  } finally {
    await server.stop();
  }
}

async function count(drive: Drive, server: BenchServer, process: WorkerProcess<CountedOrders>): Promise<DriveFigures> {
  const name = `counted_${driveName(drive).replaceAll(/\W+/g, '_')}`;
  const warm: ProcessCost[] = [];
  for (let number = 0; number < WARM_UPS[drive.mode]; number += 1)
    warm.push(await server.withDatabase(`${name}_warm_up`, (url) => process.ask('warmUp', { url, drive })));
  await process.ask('calibrate', null);
  const nodeSeconds = await process.ask('calibrate', null);
  const { unflushed: updatesPerSecond } = await measureBaseline(server.admin, 0.1);
  return server.withDatabase(name, async (url) => {
    const counted = await driven({ drive, server, process, url, name });
    const heapBytes = Math.min(...[...warm.slice(1), counted.report.cost].map((cost) => cost.heapBytes));
    return figuresOf(drive, { ...counted, heapBytes }, { nodeSeconds, updatesPerSecond });
  });
}

interface Stage {
  readonly drive: Drive;
  readonly server: BenchServer;
  readonly process: WorkerProcess<CountedOrders>;
  readonly url: string;
  readonly name: string;
}

interface Counted {
  readonly report: DriveReport;
  readonly cost: ServerCost;
  readonly createdRows: RowChanges;
  readonly workedRows: RowChanges;
}

async function driven({ drive, server, process, url, name }: Stage): Promise<Counted> {
  const begin = await withClient(url, async (client) => {
    await keepVacuumAway(client);
    return readRowCounters(client);
  });
  await process.ask('prepare', { url, drive });
  const created = await withClient(url, readRowCounters);
  const { result: report, cost } = await serverCostOf(server.admin, name, () => process.ask('run', null));
  await process.ask('finish', null);
  await server.untilAlone(url);
  const worked = await withClient(url, async (client) => {
    const rows = await readRowCounters(client);
    await assertComplete(client, tasksOf(drive));
    return rows;
  });
  return { report, cost, createdRows: rowsBetween(begin, created), workedRows: rowsBetween(created, worked) };
}

type Found = Counted & { readonly heapBytes: number };

function figuresOf(drive: Drive, { report, cost, createdRows, workedRows, heapBytes }: Found, baselines: Baselines): DriveFigures {
  const steps = stepsOf(drive);
  const nodeMicroseconds = (report.cost.cpuSeconds * 1e6) / steps;
  const serverMicroseconds = (cost.milliseconds * 1_000) / steps;
  return {
    exact: { created: report.created, worked: report.worked, createdRows, workedRows },
    statements: cost.statements,
    near: {
      walBytesPerStep: cost.walBytes / steps,
      pagesPerStep: cost.pages / steps,
      heapBytesPerStep: heapBytes / steps,
      externalBytesPerStep: report.cost.externalBytes / steps,
    },
    times: {
      nodeMicrosecondsPerStep: nodeMicroseconds,
      nodeTimes: nodeMicroseconds / (baselines.nodeSeconds * 1e6),
      serverMicrosecondsPerStep: serverMicroseconds,
      serverTimes: serverMicroseconds / (1e6 / baselines.updatesPerSecond),
    },
  };
}
