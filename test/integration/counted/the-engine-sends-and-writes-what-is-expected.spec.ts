import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExactFigures } from '../../../bench/counted/counted.figures.js';
import { driveName, DRIVES, tasksOf, type Drive } from '../../../bench/counted/drive.shapes.js';
import { makersOf, readExpected } from '../../../bench/counted/expected.figures.js';
import { differenceLine, exactDifferences } from '../../../bench/counted/figure.comparison.js';
import { keepVacuumAway, QUIET_SERVER, readRowCounters, rowsBetween } from '../../../bench/counted/row.counters.js';
import { ScriptedDrive } from '../../../bench/counted/scripted.drive.js';
import { BenchServer, withClient } from '../../../bench/server/bench.server.js';
import { assertComplete } from '../../../bench/workloads/completed.tasks.js';
import { serverRoot } from '../../support/memory.directory.js';

const kept = readExpected(resolve('bench/counted/expected.json'))!;

describe('what the engine sends and what happens to rows, counted', () => {
  // Its own: transactions of other tests, which are in other databases, would have a say in what fits into a page.
  let server: BenchServer;
  beforeAll(async () => {
    server = await BenchServer.launch({ profile: false, settings: QUIET_SERVER, root: serverRoot('tasker-bench-') });
  });
  afterAll(() => server.stop());

  it.each(DRIVES.map((drive) => [driveName(drive), drive] as const))('%s: as bench/counted/expected.json says', async (name, drive) => {
    const figures = await server.withDatabase(name.replaceAll(/\W+/g, '_'), (url) => driven(drive, url, server));
    const { exact } = kept.drives[name]!;
    const { rows } = await server.admin.query<{ server_version: string }>('show server_version');
    // How rows are found, and which updates fit into their page, may be another matter with another version of the server.
    const comparable = ({ created, worked, ...changes }: ExactFigures) =>
      makersOf(rows[0]!.server_version).postgres === kept.madeWith.postgres ? { created, worked, ...changes } : { created, worked };
    expect(exactDifferences(`${name}: `, comparable(exact), comparable(figures)).map(differenceLine)).toEqual([]);
  });
});

async function driven(drive: Drive, url: string, server: BenchServer): Promise<ExactFigures> {
  const { begin, created, counts } = await withClient(url, async (client) => {
    const script = new ScriptedDrive(drive, url, client);
    try {
      await keepVacuumAway(client);
      const begin = await readRowCounters(client);
      await script.prepare();
      return { begin, created: await readRowCounters(client), counts: await script.run() };
    } finally {
      await script.close();
    }
  });
  // Sessions report their rows when they end.
  await server.untilAlone(url);
  return withClient(url, async (client) => {
    await assertComplete(client, tasksOf(drive));
    const worked = await readRowCounters(client);
    return { ...counts, createdRows: rowsBetween(begin, created), workedRows: rowsBetween(created, worked) };
  });
}
