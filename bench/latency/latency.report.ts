import { cell, tableLines } from '../report/text.table.js';
import type { LatencyResult } from './latency.bench.js';
import type { LatencyRow } from './latency.room.js';
import type { RestingCost } from './resting.study.js';

/** A retry is to start within so many milliseconds of its moment. */
const RETRY_BOUND_MS = 50;
const MEGABYTE = 1_000_000;

/** What the studies found, as lines for a terminal. */
export function latencyLines(result: LatencyResult): string[] {
  const { machine, idle, load, retry, resting } = result;
  return [
    `PostgreSQL ${machine.server_version}, fsync ${machine.fsync}, synchronous_commit ${machine.synchronous_commit}, Node ${machine.node}, ${machine.cores} cores`,
    '',
    ...(idle === null ? [] : ['Idle: one task of five steps after the other, milliseconds', ...rowLines(idle), '']),
    ...(load === null ? [] : loadLines(load)),
    ...(retry === null ? [] : retryLines(retry)),
    ...(resting === null ? [] : restingLines(resting)),
    ...notDone(result),
  ];
}

function rowLines(rows: readonly LatencyRow[]): string[] {
  return tableLines([
    ['', 'p50', 'p95', 'p99', 'most', 'of'],
    ...rows.map(({ name, times }) => [
      name,
      cell(times.p50, 2),
      cell(times.p95, 2),
      cell(times.p99, 2),
      cell(times.most, 2),
      cell(times.count),
    ]),
  ]);
}

function loadLines({ rows, rates }: NonNullable<LatencyResult['load']>): string[] {
  return [
    'At half load: tasks of five steps, each created by a call of its own, milliseconds',
    ...rates.map(({ name, most, paced }) => `${name}: ${cell(paced)} tasks/s, of ${cell(most)} at most`),
    ...rowLines(rows),
    '',
  ];
}

function retryLines(rows: readonly LatencyRow[]): string[] {
  const most = Math.max(...rows.map(({ times }) => times.most));
  return [
    'Retries: from the moment of the row to the call of the handler, milliseconds',
    ...rowLines(rows),
    `${most <= RETRY_BOUND_MS ? 'met    ' : 'NOT MET'}  a retry starts within ${RETRY_BOUND_MS} ms of its moment: ${cell(most, 1)} ms at most`,
    '',
  ];
}

function restingLines(costs: readonly RestingCost[]): string[] {
  return [
    'Nothing to do, per minute (statements, wake-ups and memory of each process)',
    ...tableLines([
      [
        '',
        'statements',
        'wake-ups',
        'CPU ms',
        'RSS MB',
        'heap MB',
        'connections',
        'server CPU ms',
        'writing tx',
        'WAL B',
        'then create ms',
      ],
      ...costs.map(costCells),
    ]),
    ...costs.flatMap(({ name, seconds, processes }) =>
      processes.map(({ statements }, place) => `${name}, process ${place + 1}, in ${seconds} s: ${statementText(statements)}`),
    ),
    '',
  ];
}

function costCells({ name, seconds, processes, ...cost }: RestingCost): string[] {
  const minute = 60 / seconds;
  const each = (figure: (process: RestingCost['processes'][number]) => number | null) =>
    processes.map((process) => cell(figure(process))).join(' / ');
  return [
    name,
    each(({ statements }) => Object.values(statements).reduce((sum, count) => sum + count, 0) * minute),
    each(({ wakeUps }) => (wakeUps === null ? null : wakeUps * minute)),
    each(({ cpuSeconds }) => cpuSeconds * 1_000 * minute),
    each(({ residentBytes }) => residentBytes / MEGABYTE),
    each(({ heapBytes }) => heapBytes / MEGABYTE),
    cell(cost.connections),
    cell(cost.serverCpuSeconds === null ? null : cost.serverCpuSeconds * 1_000 * minute),
    cell(cost.writingTransactions * minute),
    cell(cost.walBytes * minute),
    cell(cost.firstCreateMs, 1),
  ];
}

function statementText(statements: Readonly<Record<string, number>>): string {
  const entries = Object.entries(statements).sort(([, one], [, other]) => other - one);
  return entries.length === 0 ? 'none' : entries.map(([name, count]) => `${name} ${count}`).join(', ');
}

function notDone({ idle, load, retry, resting }: LatencyResult): string[] {
  const left = Object.entries({ idle, load, retry, resting }).flatMap(([name, found]) => (found === null ? [name] : []));
  return left.length === 0 ? [] : [`not studied: ${left.join(', ')}`];
}
