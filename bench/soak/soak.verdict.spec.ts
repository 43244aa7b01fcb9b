import { describe, expect, it } from 'vitest';
import type { SoakLine } from './soak.line.js';
import { judge } from './soak.verdict.js';
import { HOT_TABLES } from './table.figures.js';

const LINES = 24;

/** Lines that differ in nothing, save what is said of each. */
function lines(
  differing: (place: number) => Partial<SoakLine> & { rows?: number; bytes?: number } = () => ({}),
  count = LINES,
): SoakLine[] {
  return Array.from({ length: count }, (_, place) => {
    const { rows = 1_000, bytes = 500_000, ...others } = differing(place);
    const table = { live: rows, dead: 0, tableBytes: bytes, indexBytes: 100_000, updates: 0, hotUpdates: 0, autovacuums: 0 };
    return {
      ...{ steps: place, seconds: place, stepsPerSecond: 1_000, failures: 0, durableEvents: 0, p50Ms: 100, p95Ms: 200 },
      ...{ statementsPerStep: 0.05, workerCpuPer1000: 0.02, serverCpuPer1000: 0.06, walBytesPerStep: 1_500, workerHeap: 40 },
      ...{
        workerResident: 150,
        creatorHeap: 30,
        serverMemory: 120,
        liveRows: 4 * rows,
        deadRows: 0,
        autovacuums: 0,
        tableSize: 2,
        indexSize: 1,
      },
      snapshot: false,
      tables: HOT_TABLES.map((name) => ({ name, ...table, autovacuumSeconds: null })),
      ...others,
    };
  });
}

const growing = (judged: SoakLine[]) => judge(judged)!.flatMap(({ figure, grows }) => (grows ? [figure] : []));

describe('the verdict of a soak', () => {
  it('nothing grows in lines that are alike', () => expect(growing(lines())).toEqual([]));

  it('memory that leaks is found', () => {
    expect(growing(lines((place) => ({ workerHeap: 40 + place * 0.6 })))).toEqual(['worker heap']);
  });

  it('the first quarter is left out', () => {
    expect(
      growing(lines((place) => ({ workerHeap: place < LINES / 4 ? 20 + place : 40, p50Ms: 100 + Math.min(place, LINES / 4) * 10 }))),
    ).toEqual([]);
  });

  it('growth that is less than its tolerance is none', () => {
    expect(growing(lines((place) => ({ walBytesPerStep: 1_500 + place * 6 })))).toEqual([]);
  });

  it('growth in which a line lies above the next as often as below is chance', () => {
    expect(growing(lines((place) => ({ p95Ms: place % 2 === 0 ? 100 : 900 })))).toEqual([]);
  });

  it('a table that grows with its rows is no larger a row, one that grows without them is', () => {
    expect(growing(lines((place) => ({ rows: 1_000 * (place + 1), bytes: 500_000 * (place + 1) })))).toEqual([]);
    expect(growing(lines((place) => ({ bytes: 500_000 + place * 15_000 })))).toEqual([...HOT_TABLES]);
  });

  it('a table with fewer rows than before has not grown', () => {
    expect(growing(lines((place) => ({ rows: 10_000 - place * 300 })))).toEqual([]);
  });

  it('what the system does not tell is not judged', () => {
    expect(judge(lines(() => ({ serverMemory: null })))!.map(({ figure }) => figure)).not.toContain('server sessions');
  });

  it('of too few lines, and of a run with an open snapshot, nothing is said', () => {
    expect(judge(lines(undefined, 12))).toBeNull();
    expect(judge(lines((place) => ({ snapshot: place === 20 })))).toBeNull();
  });
});
