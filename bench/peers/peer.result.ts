import type { Figures } from '../measure/statistics.js';
import type { WorkloadName } from './peer.engine.js';
import type { PeerWorkload } from './peer.workloads.js';

/** Every run of one engine in one workload. */
export interface WorkloadRuns {
  /** Of each run; 0: the engine does not run this workload. */
  readonly workflows: number;
  /** Why it runs another number of workflows than the others; null: it does not. */
  readonly exception: string | null;
  readonly rounds: readonly Figures[];
  /** What went wrong in runs that have no figures. */
  readonly failures: readonly string[];
}

/** What was found of one engine. */
export interface EngineResult {
  readonly id: string;
  readonly name: string;
  /** Null: this project, as it stands. */
  readonly version: string | null;
  readonly settings: string;
  readonly remark: string | null;
  readonly runsAtCreation: boolean;
  readonly results: Readonly<Partial<Record<WorkloadName, WorkloadRuns & { readonly medians: Figures }>>>;
}

/** Everything that one run of the comparison found. */
export interface PeersResult {
  readonly machine: Readonly<Record<string, string | number | null>>;
  readonly workloads: readonly Pick<PeerWorkload, 'name' | 'title' | 'mode'>[];
  readonly engines: readonly EngineResult[];
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

/** The median of a figure of an engine in a workload; undefined where there is none. */
export function medianOf(
  { engines }: PeersResult,
  id: string,
  { workload, figure }: { workload: WorkloadName; figure: string },
): number | undefined {
  return engines.find((engine) => engine.id === id)?.results[workload]?.medians[figure] ?? undefined;
}
