import { Injectable } from '@nestjs/common';
import { EngineDatabase } from './engine.database.js';

/** How a worker stands: SQL of `WorkerReader`. */
export type WorkerState = 'live' | 'draining' | 'stopped' | 'lost';

/** A start of a worker. */
export interface WorkerRow {
  worker_id: string;
  state: WorkerState;
  host: string;
  pid: number;
  version: string;
  concurrency: number;
  running_steps: number;
  started_at: Date;
  heartbeat_at: Date;
  heartbeat_age: number;
  lease_seconds: number;
  draining_at: Date | null;
  stopped_at: Date | null;
  lost_at: Date | null;
  queues: string[];
  /** Full names, sorted. */
  definitions: string[];
}

/** Which workers to list; null leaves a condition out. */
export interface WorkerFilter {
  readonly state: WorkerState | null;
  readonly queue: string | null;
  /** Only workers with a definition of these namespaces, and of their definitions only these. */
  readonly within: readonly string[] | null;
}

/** Reads which workers there are. */
@Injectable()
export class WorkerReader {
  constructor(private readonly database: EngineDatabase) {}

  /** Workers after one of them, the latest start first: their ids are in the order of their starts. */
  page({ state, queue, within }: WorkerFilter, after: string | null, limit: number): Promise<WorkerRow[]> {
    const { prefix } = this.database;
    return this.database.records<WorkerRow>(
      `with reached as materialized (
         select format('%s.%s@%s', n.name, d.name, d.version) as definition from ${prefix}.task_namespaces n
         join ${prefix}.named_tasks d on d.task_namespace_id = n.task_namespace_id where n.name = any ($3::text[])
       )
       select w.worker_id, w.state, w.host, w.pid, w.version, w.concurrency,
         case when w.reaped_at is null then w.running_steps else 0 end as running_steps, w.started_at, w.heartbeat_at,
         greatest(extract(epoch from w.now - w.heartbeat_at), 0)::double precision as heartbeat_age,
         extract(epoch from w.lease)::double precision as lease_seconds, w.draining_at, w.stopped_at, w.lost_at, w.queues,
         array(select k from jsonb_object_keys(w.definitions) k
           where $3 is null or k in (select r.definition from reached r) order by 1) as definitions
       from (
         select w.*, now() as now, case
           when w.stopped_at is not null then 'stopped'
           when w.lost_at is not null or w.heartbeat_at + w.lease < now() then 'lost'
           when w.draining_at is not null then 'draining'
           else 'live' end as state
         from ${prefix}.workers w
       ) w
       where ($1::text is null or w.state = $1) and ($2::text is null or $2 = any (w.queues)) and ($4::uuid is null or w.worker_id < $4)
         and ($3 is null or exists (select from reached r where w.definitions ? r.definition))
       order by w.worker_id desc limit $5`,
      [state, queue, within, after, limit],
    );
  }
}
