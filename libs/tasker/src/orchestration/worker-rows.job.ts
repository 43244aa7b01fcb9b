import { Injectable } from '@nestjs/common';
import { WorkerFunctions } from '../database/worker.functions.js';
import { UNLEASED, type JobLease, type RecurringJob } from './recurring.job.js';

const HOUR_MS = 3_600_000;
/** How long a worker that is done with can still be seen: long enough to ask on Monday who ran a step on Friday. */
const KEPT_MS = 7 * 24 * HOUR_MS;
/** Rows deleted in one transaction. */
const BATCH = 500;

/** Deletes the rows of workers that are long gone: each start of a process leaves one. */
@Injectable()
export class WorkerRowsJob implements RecurringJob {
  readonly name = 'tasker.workers';
  readonly intervalMs = HOUR_MS;

  constructor(private readonly workers: WorkerFunctions) {}

  async run(lease: JobLease = UNLEASED): Promise<{ removed: number }> {
    let removed = 0;
    for (let batch = BATCH; batch === BATCH;) {
      batch = await this.workers.removeWorkers(KEPT_MS, BATCH);
      removed += batch;
      if (!(await lease.keep({}))) break;
    }
    return { removed };
  }
}
