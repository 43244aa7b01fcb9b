import { Injectable } from '@nestjs/common';
import { WorkerReader, type WorkerRow, type WorkerState } from '../database/worker.reader.js';
import { InvalidRequestError } from '../model/errors.js';
import { listIssues, NAMESPACES, type ListRules } from './list.query.js';
import { isUuid } from './request.validation.js';

/** Which workers to list; what is left out does not narrow. */
export interface WorkerQuery {
  readonly state?: WorkerState;
  /** Only workers that serve it. */
  readonly queue?: string;
  /** 1 to 100. Default 20. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  /** Only workers with a definition of these namespaces; of what they know and run only that is told which belongs there. */
  readonly within?: readonly string[];
}

/** One start of a worker: its id is never used again. */
export interface WorkerView {
  readonly workerId: string;
  /**
   * `live`: claims steps; `draining`: claims nothing more and finishes what runs; `stopped`: said goodbye; `lost`: silent for longer than
   * its lease, what it ran goes to others.
   */
  readonly state: WorkerState;
  readonly host: string;
  readonly pid: number;
  /** Of the package. */
  readonly version: string;
  readonly startedAt: Date;
  /** Latest sign of life, a third of the lease apart, and how many seconds ago it was by the clock of the database. */
  readonly heartbeatAt: Date;
  readonly heartbeatAgeSeconds: number;
  /** How long it may be silent. */
  readonly leaseSeconds: number;
  readonly drainingAt: Date | null;
  readonly stoppedAt: Date | null;
  readonly lostAt: Date | null;
  /** Steps that it runs at once at most. */
  readonly concurrency: number;
  /** Steps that it was running at its latest sign of life; null where `within` was given: some may be of other namespaces. */
  readonly runningSteps: number | null;
  readonly queues: readonly string[];
  /** Full names of the definitions that it has code for, sorted. */
  readonly definitions: readonly string[];
}

/** One page of workers, and where the next one begins; null after the last. */
export interface WorkerList {
  readonly workers: WorkerView[];
  readonly nextCursor: string | null;
}

const STATES: readonly WorkerState[] = ['live', 'draining', 'stopped', 'lost'];
const RULES: ListRules = {
  state: [(value) => (STATES as readonly unknown[]).includes(value), `must be one of ${STATES.join(', ')}`],
  queue: [(value) => typeof value === 'string' && !value.includes('\0'), 'must be a string'],
  cursor: [isUuid, 'is not a cursor of this list'],
  within: NAMESPACES,
};

/** Tells which workers there are, and which there were a while ago. */
@Injectable()
export class WorkerRoster {
  constructor(private readonly reader: WorkerReader) {}

  /** @throws InvalidRequestError */
  async list(query: WorkerQuery): Promise<WorkerList> {
    const issues = listIssues(query, RULES);
    if (issues.length > 0) throw new InvalidRequestError(issues);
    const { state = null, queue = null, within = null, limit = 20, cursor = null } = query;
    const rows = await this.reader.page({ state, queue, within }, cursor, limit + 1);
    const workers = rows.slice(0, limit).map((row) => workerView(row, within !== null));
    return { workers, nextCursor: rows.length > limit ? workers.at(-1)!.workerId : null };
  }
}

function workerView(row: WorkerRow, confined: boolean): WorkerView {
  return {
    workerId: row.worker_id,
    state: row.state,
    host: row.host,
    pid: row.pid,
    version: row.version,
    startedAt: row.started_at,
    heartbeatAt: row.heartbeat_at,
    heartbeatAgeSeconds: row.heartbeat_age,
    leaseSeconds: row.lease_seconds,
    drainingAt: row.draining_at,
    stoppedAt: row.stopped_at,
    lostAt: row.lost_at,
    concurrency: row.concurrency,
    runningSteps: confined ? null : row.running_steps,
    queues: row.queues,
    definitions: row.definitions,
  };
}
