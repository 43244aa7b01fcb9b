import { resolve } from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { ExactFigures } from '../../../bench/counted/counted.figures.js';
import { driveName, DRIVES, tasksOf, type Drive } from '../../../bench/counted/drive.shapes.js';
import { makersOf, readExpected } from '../../../bench/counted/expected.figures.js';
import { differenceLine, exactDifferences } from '../../../bench/counted/figure.comparison.js';
import { keepVacuumAway, readRowCounters, rowsBetween } from '../../../bench/counted/row.counters.js';
import { ScriptedDrive } from '../../../bench/counted/scripted.drive.js';
import { assertComplete } from '../../../bench/workloads/completed.tasks.js';
import { createTestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';

const kept = readExpected(resolve('bench/counted/expected.json'))!;

describe('what the engine sends and what happens to rows, counted', () => {
  it.each(DRIVES.map((drive) => [driveName(drive), drive] as const))('%s: as bench/counted/expected.json says', async (name, drive) => {
    const { figures, postgres } = await driven(drive);
    const { exact } = kept.drives[name]!;
    // How rows are found, and which updates fit into their page, may be another matter with another version of the server.
    const comparable = ({ created, worked, ...rows }: ExactFigures) =>
      postgres === kept.madeWith.postgres ? { created, worked, ...rows } : { created, worked };
    expect(exactDifferences(`${name}: `, comparable(exact), comparable(figures)).map(differenceLine)).toEqual([]);
  });
});

async function driven(drive: Drive): Promise<{ figures: ExactFigures; postgres: string }> {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const script = new ScriptedDrive(drive, database.url, client);
  try {
    await keepVacuumAway(client);
    const begin = await readRowCounters(client);
    await script.prepare();
    const created = await readRowCounters(client);
    const counts = await script.run();
    await script.close();
    await alone(client);
    const worked = await readRowCounters(client);
    await assertComplete(client, tasksOf(drive));
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return {
      figures: { ...counts, createdRows: rowsBetween(begin, created), workedRows: rowsBetween(created, worked) },
      postgres: makersOf(rows[0]!.server_version).postgres,
    };
  } finally {
    await script.close();
    await client.end();
    await database.drop();
  }
}

/** Sessions report their rows when they end. */
async function alone(client: pg.Client): Promise<void> {
  const others = 'select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
  await eventually(async () => (await client.query(others)).rowCount === 0, { what: 'nobody else is connected' });
}
