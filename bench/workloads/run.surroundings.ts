import type { EngineVariant } from '../workflows/engine.variant.js';
import type { Watched } from './workload.catalog.js';
import type { BenchServer } from '../server/bench.server.js';

/** Where one run of a workload takes place. */
export interface RunSurroundings {
  readonly server: BenchServer;
  /** Name of the database of this run; it does not exist yet. */
  readonly database: string;
  /** `worker.concurrency`; null: the engine's default. */
  readonly concurrency: number | null;
  /** Who looks on; undefined: whoever does by default. */
  readonly watched?: Watched | undefined;
  readonly variant?: EngineVariant | undefined;
  /** A database that is there already, with tasks that rest; undefined: the run has a fresh one. */
  readonly url?: string | undefined;
  /** The URL that workers are given for a database, where they reach it by another way; default: the same. */
  readonly workerUrl?: ((url: string) => string) | undefined;
}
