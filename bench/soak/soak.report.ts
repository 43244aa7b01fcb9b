import { cell, tableLines } from '../report/text.table.js';
import type { SoakLine } from './soak.line.js';
import type { SoakResult } from './soak.run.js';
import type { Judgement } from './soak.verdict.js';
import { HOT_TABLES } from './table.figures.js';

const HEAD = [
  ...['steps', 's', 'steps/s', 'p50 ms', 'p95 ms', 'heap MB', 'RSS MB', 'server MB', 'live rows', 'dead rows'],
  ...['vacuums', 'tables MB', 'indexes MB', 'WAL B/step', 'CPU/1,000', 'server'],
];
/** Lines are printed one by one. */
const WIDTH = 11;

/** Names of the columns of the lines. */
export function headLine(): string {
  return HEAD.map((word) => word.padStart(WIDTH)).join('');
}

/** One line of the soak; a `*` marks one in which a snapshot was held open. */
export function soakLine(line: SoakLine): string {
  const cells = [
    ...[cell(line.steps), cell(line.seconds), cell(line.stepsPerSecond), cell(line.p50Ms), cell(line.p95Ms)],
    ...[cell(line.workerHeap, 1), cell(line.workerResident, 1), cell(line.serverMemory, 1), cell(line.liveRows), cell(line.deadRows)],
    ...[cell(line.autovacuums), cell(line.tableSize, 1), cell(line.indexSize, 1), cell(line.walBytesPerStep)],
    ...[cell(line.workerCpuPer1000, 4), cell(line.serverCpuPer1000, 4)],
  ];
  return cells.map((text) => text.padStart(WIDTH)).join('') + (line.snapshot ? ' *' : '');
}

/** What a variant has come to. */
export function soakReport({ lines, end, cut, heaps }: SoakResult, judgements: readonly Judgement[] | null): string[] {
  const { created, createdSteps, states, deleted, cancelled, resolved, auditSeconds } = end;
  return [
    `${cell(created)} tasks of ${cell(createdSteps)} steps${cut ? ': the time was over' : ''}; ${cell(cancelled)} cancelled, ${cell(resolved)} failed and resolved,` +
      ` ${cell(lines.reduce((sum, { failures }) => sum + failures, 0))} attempts failed`,
    `deleted: ${cell(deleted)}; left: ${Object.entries(states)
      .map(([state, tasks]) => `${cell(tasks)} ${state}`)
      .join(', ')}`,
    `audit_tasks() finds nothing, in ${cell(auditSeconds)} s`,
    ...heaps.map((file) => `heap snapshot: ${file}`),
    '',
    ...vacuumLines(lines),
    '',
    ...(judgements === null
      ? ['Nothing is judged: there are too few lines, or a snapshot was held open.']
      : tableLines([['', 'median', '', 'growth', 'up to', 'certainty', ''], ...judgements.map(judgementCells)])),
  ];
}

function judgementCells({ figure, unit, middle, growth, tolerance, certainty, grows }: Judgement): string[] {
  const percent = (share: number) => `${share > 0 ? '+' : ''}${cell(share * 100, 1)} %`;
  return [
    figure,
    cell(middle, middle < 1 ? 4 : 1),
    unit,
    percent(growth),
    percent(tolerance),
    cell(certainty, 1),
    grows ? 'GROWS' : 'flat',
  ];
}

/** How autovacuum keeps up: its runs, their time, and the largest share of dead rows that a line saw. */
function vacuumLines(lines: readonly SoakLine[]): string[] {
  const last = lines.at(-1);
  if (last === undefined) return [];
  const rows = HOT_TABLES.map((name) => {
    const seen = lines.map(({ tables }) => tables.find((table) => table.name === name)!);
    const { live, tableBytes, indexBytes, updates, hotUpdates, autovacuums, autovacuumSeconds } = seen.at(-1)!;
    const dead = Math.max(...seen.map((table) => table.dead / Math.max(1, table.dead + table.live)));
    return [
      ...[name, cell(live), `${cell(dead * 100, 1)} %`, cell(autovacuums), cell(autovacuumSeconds, 1)],
      ...[cell(tableBytes / 1e6, 1), cell(indexBytes / 1e6, 1), updates === 0 ? '-' : cell(hotUpdates / updates, 2)],
    ];
  });
  return tableLines([['table', 'live rows', 'most dead', 'autovacuums', 's', 'MB', 'indexes MB', 'HOT'], ...rows]);
}
