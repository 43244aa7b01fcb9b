import type pg from 'pg';
import { machineNow } from './machine.clock.js';

const ROWS = 1_000;
const WARM_UP = 200;
const SECONDS = 0.7;

/** What one connection does when it updates one row a transaction. */
export interface Baseline {
  /** Updates a second, each on disk before the next one. */
  readonly durable: number;
  /** The same without waiting for the disk: says how much of the above the disk is. */
  readonly unflushed: number;
}

/** Measures updates of one row, each in a transaction of its own, one after the other on one connection; `seconds` with and as many without the disk. */
export async function measureBaseline(client: pg.Client, seconds = SECONDS): Promise<Baseline> {
  await client.query('drop table if exists bench_baseline');
  await client.query('create table bench_baseline (id integer primary key, counter integer not null)');
  await client.query('insert into bench_baseline select n, 0 from generate_series(0, $1::integer - 1) n', [ROWS]);
  const durable = await updateRate(client, seconds);
  await client.query('set synchronous_commit = off');
  const unflushed = await updateRate(client, seconds);
  await client.query('reset synchronous_commit');
  await client.query('drop table bench_baseline');
  return { durable, unflushed };
}

async function updateRate(client: pg.Client, seconds: number): Promise<number> {
  let updates = 0;
  const update = () =>
    client.query({
      name: 'bench_baseline',
      text: 'update bench_baseline set counter = counter + 1 where id = $1',
      values: [updates++ % ROWS],
    });
  while (updates < WARM_UP) await update();
  const begun = machineNow();
  while (machineNow() < begun + seconds * 1_000) await update();
  return ((updates - WARM_UP) * 1_000) / (machineNow() - begun);
}
