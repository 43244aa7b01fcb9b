import type { PeersResult } from '../peer.result.js';
import { medianOf } from '../peer.result.js';
import type { WorkloadName } from '../peer.engine.js';

/** The engine that the targets are about. */
const OURS = 'tasker';

/** One bound of a target, as it came out. */
export interface TargetLevel {
  /** `1.5 x pg-boss chain`, or `0.13`. */
  readonly bound: string;
  /** The ratio, or the figure; null: the run cannot judge it. */
  readonly found: number | null;
  readonly met: boolean | null;
}

/** A target: what must be, what is aimed at, what would be more than that. */
interface TargetVerdict {
  readonly text: string;
  readonly digits: number;
  readonly must: TargetLevel;
  readonly target: TargetLevel;
  readonly moonshot: TargetLevel;
  /** The ratio of `must` when the clock also runs while the workflows are created; null: not said. */
  readonly withCreation: number | null;
}

interface Figure {
  readonly workload: WorkloadName;
  readonly figure: string;
}

/** Against whom, and how many times; the best of several engines counts. */
interface Bound {
  readonly times: number;
  readonly engines: readonly string[];
  readonly name: string;
}

interface Row extends Figure {
  readonly text: string;
  readonly higher: boolean;
  readonly bounds: readonly [must: Bound, target: Bound, moonshot: Bound];
  /** Of what was found; default 2. */
  readonly digits?: number;
  /** Of the others; default: the same. */
  readonly othersFigure?: Figure;
}

const CHAIN = { engines: ['pg-boss-chain'], name: 'pg-boss chain' };
const PG_BOSS = { engines: ['pg-boss-chain', 'pg-boss-flow'], name: 'pg-boss' };
const GRAPHILE = { engines: ['graphile'], name: 'graphile' };
const REDIS = { engines: ['bullmq-redis'], name: 'BullMQ on Redis' };
const ITSELF = { engines: [OURS], name: 'own W1' };
const NOBODY = { engines: [], name: '' };

const RATE = 'stepsPerSecond';

const ROWS: readonly Row[] = [
  rate('W1', against(CHAIN, 1.5), against(CHAIN, 2.2), against(CHAIN, 3.5)),
  rate('W1x10', against(CHAIN, 1.5), against(CHAIN, 2.2), against(CHAIN, 3.5)),
  rate('W2', against(CHAIN, 1), against(CHAIN, 1.6), against(CHAIN, 2.3)),
  rate('W3', against(CHAIN, 1.2), against(CHAIN, 1.8), against(CHAIN, 2.8)),
  rate('W4', against(PG_BOSS, 1), against(PG_BOSS, 1.5), against(GRAPHILE, 1.2)),
  wait('W5', against(GRAPHILE, 0.7), against(REDIS, 1), against(REDIS, 0.6)),
  wait('W6', against(REDIS, 1.2), against(REDIS, 0.8), against(REDIS, 0.5)),
  { ...rate('W7', against(ITSELF, 0.9), against(ITSELF, 1), against(ITSELF, 1.2)), othersFigure: { workload: 'W1', figure: RATE } },
  { ...cost('W1 CPU s per 1,000 steps', 'cpuSecondsPer1000Steps', [0.13, 0.09, 0.06]), digits: 3 },
  { ...cost('W1 WAL bytes per step', 'logBytesPerStep', [1_500, 1_200, 1_000]), digits: 0 },
  { ...cost('W1 writing transactions per step', 'writingTransactionsPerStep', [0.05, 0.02, 0.01]), digits: 3 },
];

/** What came of the targets; those whose engines or workloads did not run are not judged. */
export function targetsOf(result: PeersResult): TargetVerdict[] {
  return ROWS.map((row) => {
    const [must, target, moonshot] = row.bounds.map((bound) => levelOf(result, row, bound)) as [TargetLevel, TargetLevel, TargetLevel];
    const created = { ...row, figure: `${row.figure}WithCreation` };
    const withCreation = row.figure === RATE && row.othersFigure === undefined ? levelOf(result, created, row.bounds[0]).found : null;
    return {
      text: row.text,
      digits: row.bounds[0].engines.length > 0 || row.bounds[0].times < 1 ? 2 : 0,
      must,
      target,
      moonshot,
      withCreation,
    };
  });
}

function levelOf(result: PeersResult, row: Row, bound: Bound): TargetLevel {
  const text = bound.engines.length === 0 ? bound.times.toLocaleString('en-US') : `${bound.times} x ${bound.name}`;
  const found = foundOf(result, row, bound);
  return { bound: text, found, met: found === null ? null : row.higher ? found >= bound.times : found <= bound.times };
}

function foundOf(result: PeersResult, row: Row, { engines }: Bound): number | null {
  const ours = medianOf(result, OURS, row);
  if (ours === undefined || engines.length === 0) return ours ?? null;
  const others = engines.flatMap((id) => medianOf(result, id, row.othersFigure ?? row) ?? []);
  if (others.length === 0) return null;
  return ours / (row.higher ? Math.max(...others) : Math.min(...others));
}

type Others = Pick<Bound, 'engines' | 'name'>;

function against(others: Others, times: number): Bound {
  return { ...others, times };
}

function rate(workload: WorkloadName, ...bounds: Row['bounds']): Row {
  return { text: `${workload} steps/s`, workload, figure: RATE, higher: true, bounds };
}

function wait(workload: WorkloadName, ...bounds: Row['bounds']): Row {
  return { text: `${workload} p50`, workload, figure: 'p50Ms', higher: false, bounds };
}

function cost(text: string, figure: string, [must, target, moonshot]: readonly [number, number, number]): Row {
  return {
    text,
    workload: 'W1',
    figure,
    higher: false,
    bounds: [against(NOBODY, must), against(NOBODY, target), against(NOBODY, moonshot)],
  };
}
