/**
 * Who looks on while a workload runs: `bare`: nobody, metrics and spans are off; `hostile`: a listener of every event that hangs, and one
 * of every completed step that throws; `traced`: an OpenTelemetry SDK that throws its spans away; `counted`: the figures of analytics are
 * counted every five seconds instead of every fifteen; `uncounted`: never.
 */
export const WATCHED = ['bare', 'hostile', 'traced', 'counted', 'uncounted'] as const;
export type Watched = (typeof WATCHED)[number];

/** All tasks are there before the clock starts; it runs until all of them rest. */
export interface ThroughputWorkload {
  readonly kind: 'throughput';
  readonly name: string;
  readonly title: string;
  readonly workflow: string;
  readonly tasks: number;
  readonly stepsPerTask: number;
  /** Worker processes. */
  readonly workers: number;
  /** Undefined: everything is as the engine does it by default. */
  readonly watched?: Watched;
  /** Of the context of each task. Default: about 100. */
  readonly contextBytes?: number;
  /** Workflow whose tasks warm the workers up. Default: that of the workload. */
  readonly warmUp?: string;
}

/** One task after the other, each from its creation to its completion. */
export interface LatencyWorkload {
  readonly kind: 'latency';
  readonly name: string;
  readonly title: string;
  readonly workflow: string;
  readonly tasks: number;
  readonly stepsPerTask: number;
}

/** What the bench runs. */
export type Workload = ThroughputWorkload | LatencyWorkload;

/** Every workload, in the order in which a round runs them. */
export const WORKLOADS: readonly Workload[] = [
  throughput('W1', '1,000 linear workflows of 5 steps', { workflow: 'bench_linear', tasks: 1_000, stepsPerTask: 5 }),
  throughput('W2', '1,000 diamonds of 4 steps', { workflow: 'bench_diamond', tasks: 1_000, stepsPerTask: 4 }),
  throughput('W3', '100 fan-outs 1 -> 50 -> 1', { workflow: 'bench_fan_out', tasks: 100, stepsPerTask: 52 }),
  throughput('W4', '10,000 single steps', { workflow: 'bench_single', tasks: 10_000, stepsPerTask: 1 }),
  latency('W5', '1 step at idle', { workflow: 'bench_single', stepsPerTask: 1 }),
  latency('W6', '5 linear steps at idle', { workflow: 'bench_linear', stepsPerTask: 5 }),
  throughput('W7', 'W1 by 4 worker processes', { workflow: 'bench_linear', tasks: 1_000, stepsPerTask: 5, workers: 4 }),
];

type Shape = Pick<ThroughputWorkload, 'workflow' | 'tasks' | 'stepsPerTask'> & { workers?: number };

function throughput(name: string, title: string, shape: Shape): ThroughputWorkload {
  return { kind: 'throughput', name, title, workers: 1, ...shape };
}

function latency(name: string, title: string, shape: Pick<LatencyWorkload, 'workflow' | 'stepsPerTask'>): LatencyWorkload {
  return { kind: 'latency', name, title, tasks: 200, ...shape };
}

/** The same workload once more for each of those who may look on. */
export function alsoWatched(workload: Workload, watched: readonly Watched[]): readonly Workload[] {
  if (workload.kind === 'latency') return [workload];
  const others = watched.map((one) => ({
    ...workload,
    name: `${workload.name} ${one}`,
    title: `as ${workload.name}, ${one}`,
    watched: one,
  }));
  return [workload, ...others];
}
