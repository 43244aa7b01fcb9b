import { STEPS, type Shape, type WorkloadName } from './peer.engine.js';

/** A workload of the comparison. */
export interface PeerWorkload {
  readonly name: WorkloadName;
  readonly title: string;
  /** `throughput`: everything is created, then worked off; `latency`: one after the other on an idle engine. */
  readonly mode: 'throughput' | 'latency';
  readonly shape: Shape;
  readonly workflows: number;
  readonly processes: number;
}

/** In the order in which a round runs them. */
export const PEER_WORKLOADS: readonly PeerWorkload[] = [
  throughput('W1', '1,000 linear workflows of 5 steps', { shape: 'linear', workflows: 1_000 }),
  throughput('W1x10', '10,000 linear workflows of 5 steps', { shape: 'linear', workflows: 10_000 }),
  throughput('W2', '1,000 diamonds of 4 steps', { shape: 'diamond', workflows: 1_000 }),
  throughput('W3', '100 fan-outs 1 -> 50 -> 1', { shape: 'fan-out', workflows: 100 }),
  throughput('W4', '10,000 single steps', { shape: 'single', workflows: 10_000 }),
  latency('W5', '1 step at idle', 'single'),
  latency('W6', '5 linear steps at idle', 'linear'),
  throughput('W7', 'W1 by 4 processes', { shape: 'linear', workflows: 1_000, processes: 4 }),
];

/** Steps of a shape that a process runs in a warm-up, so that its code is compiled. */
const WARM_UP_STEPS = 5_000;

/** Workflows of a warm-up of a shape. */
export function warmUpOf(shape: Shape): number {
  return Math.ceil(WARM_UP_STEPS / STEPS[shape]);
}

type Size = Pick<PeerWorkload, 'shape' | 'workflows'> & { processes?: number };

function throughput(name: WorkloadName, title: string, size: Size): PeerWorkload {
  return { name, title, mode: 'throughput', processes: 1, ...size };
}

function latency(name: WorkloadName, title: string, shape: Shape): PeerWorkload {
  return { name, title, mode: 'latency', shape, workflows: 100, processes: 1 };
}
