import { median } from '../measure/statistics.js';
import { HOT_TABLES } from './table.figures.js';
import type { SoakLine } from './soak.line.js';
import { trendOf } from './trend.js';

/** The first part of the lines is left out: code is compiled, tables and caches fill. */
const WARM_UP = 0.25;
/** Fewer lines than this say nothing. */
const FEWEST = 10;
/** Standard deviations from which on a trend is not chance: one in two hundred rows without a trend has it. */
const CERTAIN = 2.58;

/** Whether one figure grows while the work goes on. */
export interface Judgement {
  readonly figure: string;
  readonly unit: string;
  /** Median of the lines judged. */
  readonly middle: number;
  /** Share by which it grew over the lines judged, along its slope. */
  readonly growth: number;
  readonly certainty: number;
  /** Growth up to here is none. */
  readonly tolerance: number;
  readonly grows: boolean;
}

interface Judged {
  readonly figure: string;
  readonly unit: string;
  readonly tolerance: number;
  readonly values: readonly (number | null)[];
}

/** Judges the lines of one variant; null: there are too few, or a snapshot was held open. */
export function judge(lines: readonly SoakLine[]): Judgement[] | null {
  const judged = Math.floor(lines.length * WARM_UP);
  if (lines.length - judged < FEWEST || lines.some(({ snapshot }) => snapshot)) return null;
  return figuresOf(lines).flatMap((figure) => {
    const values = figure.values.slice(judged).filter((value) => value !== null);
    return values.length < FEWEST ? [] : [judgementOf({ ...figure, values })];
  });
}

function judgementOf({ values, tolerance, ...named }: Judged & { values: readonly number[] }): Judgement {
  const { growth, certainty } = trendOf(values);
  return { ...named, middle: median(values), growth, certainty, tolerance, grows: growth > tolerance && certainty > CERTAIN };
}

function figuresOf(lines: readonly SoakLine[]): Judged[] {
  const of = (value: (line: SoakLine) => number | null) => lines.map(value);
  return [
    { figure: 'worker heap', unit: 'MB', tolerance: 0.1, values: of((line) => line.workerHeap) },
    { figure: 'worker resident', unit: 'MB', tolerance: 0.1, values: of((line) => line.workerResident) },
    { figure: 'creator heap', unit: 'MB', tolerance: 0.1, values: of((line) => line.creatorHeap) },
    { figure: 'server sessions', unit: 'MB', tolerance: 0.15, values: of((line) => line.serverMemory) },
    ...HOT_TABLES.map((table) => ({ figure: table, unit: 'B/row', tolerance: 0.1, values: bytesPerRow(lines, table) })),
    { figure: 'create to complete p50', unit: 'ms', tolerance: 0.25, values: of((line) => line.p50Ms) },
    { figure: 'create to complete p95', unit: 'ms', tolerance: 0.25, values: of((line) => line.p95Ms) },
    { figure: 'server CPU', unit: 's/1,000', tolerance: 0.15, values: of((line) => line.serverCpuPer1000) },
    { figure: 'worker CPU', unit: 's/1,000', tolerance: 0.15, values: of((line) => line.workerCpuPer1000) },
    { figure: 'WAL', unit: 'B/step', tolerance: 0.15, values: of((line) => line.walBytesPerStep) },
    { figure: 'statements', unit: '/step', tolerance: 0.15, values: of((line) => line.statementsPerStep) },
  ];
}

/**
 * Bytes of a table and its indexes, by the most rows that it had at a time so far: a table does not shrink when there are fewer rows, and
 * what stands is used again.
 */
function bytesPerRow(lines: readonly SoakLine[], name: string): number[] {
  let most = 1;
  return lines.map(({ tables }) => {
    const { live, tableBytes, indexBytes } = tables.find((table) => table.name === name)!;
    most = Math.max(most, live);
    return (tableBytes + indexBytes) / most;
  });
}
