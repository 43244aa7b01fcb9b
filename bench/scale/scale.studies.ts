import type { EngineVariant } from '../workflows/engine.variant.js';
import type { ThroughputWorkload } from '../workloads/workload.catalog.js';

/** A server, and what stands in front of it. */
type ServerKind = 'own' | 'postgres-15' | 'pgbouncer';

/** One value of what a study changes, and how it is run. */
export interface ScalePoint {
  /** The value, as tables show it. */
  readonly label: string;
  readonly workload: ThroughputWorkload;
  /** `worker.concurrency`; null: the engine's default. */
  readonly concurrency: number | null;
  readonly variant?: EngineVariant;
  /** Default: the embedded server of the project. */
  readonly server?: ServerKind;
  /** Steps a second that no engine could exceed: handlers last as long as they last. */
  readonly ideal?: number;
  /** Finished steps that are in the tables at least; every other point has empty ones. */
  readonly finished?: number;
}

/** One thing that is changed while everything else stays. */
export interface Study {
  readonly name: string;
  /** What is changed, and the load. */
  readonly title: string;
  readonly points: readonly ScalePoint[];
  /** Place of the point that costs are compared with. */
  readonly reference: number;
}

/** Names of the studies, in the order in which they run. */
export const STUDIES = ['processes', 'concurrency', 'holding', 'fan-out', 'context', 'pool', 'server', 'finished'] as const;
type StudyName = (typeof STUDIES)[number];

const HOLD_MS = 100;
/** Seconds of work in a run of handlers that last. */
const HOLDING_SECONDS = 2;
const CONTEXT_BYTES_IN_ALL = 40_000_000;

/** How large the studies are. */
interface StudySize {
  /** Steps of a run, about. */
  readonly steps: number;
  /** The largest number of finished steps in the tables. */
  readonly mostFinished: number;
}

/** The points of a study. */
export function studyOf(name: StudyName, { steps, mostFinished }: StudySize): Study {
  const tasks = Math.max(2, Math.round(steps / 5));
  switch (name) {
    case 'processes':
      return study(
        name,
        'worker processes; linear tasks of 5 steps',
        [1, 2, 4, 8].map((workers) => point(workers, linear(tasks, { workers }))),
      );
    case 'concurrency':
      return study(
        name,
        'worker.concurrency, handlers that do nothing; linear tasks of 5 steps',
        [64, 10, 32, 128, 256, 1_000, 5_000].map((concurrency) => point(concurrency, linear(2 * tasks), { concurrency })),
      );
    case 'holding':
      return study(
        name,
        `worker.concurrency, handlers that last ${HOLD_MS} ms; tasks of one step`,
        [64, 10, 256, 1_000, 5_000].map(holding),
      );
    case 'fan-out':
      return study(
        name,
        'steps side by side in a task: 1 -> N -> 1',
        [10, 100, 1_000, 10_000].map((parts) => wide(parts, steps)),
      );
    case 'context':
      return study(
        name,
        'bytes of the context; linear tasks of 5 steps',
        [100, 1_000, 10_000, 100_000, 1_000_000].map((bytes) => sized(bytes, tasks)),
      );
    case 'pool':
      return study(
        name,
        'connections of the pool of a DataSource of the host; linear tasks of 5 steps',
        [10, 2, 3, 5, 20, 50].map((poolSize) => point(poolSize, linear(tasks), { variant: { hostPool: poolSize } })),
      );
    case 'server':
      return study(name, 'servers; linear tasks of 5 steps', [
        { ...point(0, linear(tasks)), label: 'PostgreSQL 18' },
        { ...point(0, linear(tasks)), label: 'PostgreSQL 15', server: 'postgres-15' },
        { ...point(0, linear(tasks)), label: '18 behind PgBouncer', server: 'pgbouncer', variant: { database: { pooler: 'transaction' } } },
      ]);
    case 'finished':
      return study(name, 'finished steps in the tables; linear tasks of 5 steps', [
        point(0, linear(tasks)),
        ...[10, 1_000, 100_000, 1_000_000, 10_000_000]
          .filter((steps) => steps <= mostFinished)
          .map((finished) => point(finished, linear(tasks), { finished })),
      ]);
  }
}

function study(name: StudyName, title: string, points: readonly ScalePoint[]): Study {
  return { name, title, points, reference: 0 };
}

function point(value: number, workload: ThroughputWorkload, more: Partial<ScalePoint> = {}): ScalePoint {
  return { label: value.toLocaleString('en-US'), workload, concurrency: null, ...more };
}

function linear(tasks: number, { workers = 1, ...more }: Partial<ThroughputWorkload> = {}): ThroughputWorkload {
  return workload({ workflow: 'bench_linear', tasks, stepsPerTask: 5, workers, ...more });
}

function workload(
  shape: Pick<ThroughputWorkload, 'workflow' | 'tasks' | 'stepsPerTask'> & Partial<ThroughputWorkload>,
): ThroughputWorkload {
  return { kind: 'throughput', name: shape.workflow, title: '', workers: 1, warmUp: 'bench_linear', ...shape };
}

function holding(concurrency: number): ScalePoint {
  const ideal = (concurrency * 1_000) / HOLD_MS;
  const tasks = Math.min(30_000, ideal * HOLDING_SECONDS);
  return point(concurrency, workload({ workflow: 'bench_holding', tasks, stepsPerTask: 1 }), {
    concurrency,
    ideal,
    variant: { holdMs: HOLD_MS },
  });
}

function wide(parts: number, steps: number): ScalePoint {
  const tasks = Math.max(2, Math.round(steps / (parts + 2)));
  return point(parts, workload({ workflow: 'bench_wide', tasks, stepsPerTask: parts + 2 }), { variant: { parts } });
}

function sized(contextBytes: number, tasks: number): ScalePoint {
  return point(contextBytes, linear(Math.min(tasks, CONTEXT_BYTES_IN_ALL / contextBytes), { contextBytes }));
}
