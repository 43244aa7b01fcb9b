import { Injectable } from '@nestjs/common';
import { EngineDatabase } from './engine.database.js';

/** Longest wait for the answer about a lease: a shutdown waits for it. */
const LEASE_LIMIT_MS = 5_000;

/** Who runs which recurring job: one method for each SQL function, no logic. */
@Injectable()
export class JobStore {
  constructor(private readonly database: EngineDatabase) {}

  /** The job's progress when `holder` may run it until the lease is over; null while another process has it. */
  async take(name: string, holder: string, leaseMs: number): Promise<{ readonly progress: unknown } | null> {
    const rows = await this.database.rows<[boolean, unknown]>({
      name: 'take_job',
      text: `select * from ${this.database.prefix}.take_job($1, $2, make_interval(secs => $3))`,
      values: [name, holder, leaseMs / 1000],
    });
    const [taken, progress] = rows[0]!;
    return taken ? { progress } : null;
  }

  /** Renews the lease (null: ends it) and writes the progress (null: leaves it); false when another process has the job by now. */
  async keep(name: string, holder: string, { leaseMs, progress }: { leaseMs: number | null; progress: unknown }): Promise<boolean> {
    const rows = await this.database.rows<[boolean]>({
      name: 'keep_job',
      text: `select ${this.database.prefix}.keep_job($1, $2, make_interval(secs => $3), $4)`,
      values: [name, holder, leaseMs === null ? null : leaseMs / 1000, progress === null ? null : JSON.stringify(progress)],
      limitMs: LEASE_LIMIT_MS,
    });
    return rows[0]![0];
  }
}
