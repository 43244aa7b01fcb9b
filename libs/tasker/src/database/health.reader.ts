import { Injectable } from '@nestjs/common';
import { EngineDatabase } from './engine.database.js';
import { neededVersion } from './schema.installer.js';

/** What one question to the database tells. */
export interface DatabaseSigns {
  /** Version of the schema, and the one that this code needs. */
  readonly schemaVersion: number;
  readonly neededVersion: number;
  /** The worker's row; null without one. */
  readonly worker: WorkerSigns | null;
}

/** A worker as its row has it. */
export interface WorkerSigns {
  /** Seconds since its heartbeat, by the clock of the database. */
  readonly heartbeatAgeSeconds: number;
  readonly leaseSeconds: number;
  /** It said goodbye, or was given up. */
  readonly isOver: boolean;
}

/** Connections of the engine's pool in this process. */
export interface PoolFigures {
  readonly total: number;
  readonly idle: number;
  /** Callers who wait for one. */
  readonly waiting: number;
}

/** Asks the engine's own pool whether the database answers. */
@Injectable()
export class HealthReader {
  constructor(private readonly database: EngineDatabase) {}

  /** @throws what the database says, or that it does not answer within `limitMs` */
  async signs(workerId: string | null, limitMs: number): Promise<DatabaseSigns> {
    const { prefix } = this.database;
    const [row] = await this.database.rows<[number | null, number | null, number | null, boolean | null]>({
      name: 'health_signs',
      text: `select substring(obj_description($1::regclass, 'pg_class') from 'schema ([0-9]+)$')::float8,
          extract(epoch from clock_timestamp() - w.heartbeat_at)::float8, extract(epoch from w.lease)::float8,
          w.lost_at is not null or w.stopped_at is not null
        from (select 1) one left join ${prefix}.workers w on w.worker_id = $2`,
      values: [`${prefix}.tasks`, workerId],
      limitMs,
    });
    const [version, age, leaseSeconds, isOver] = row!;
    return {
      schemaVersion: version ?? 0,
      neededVersion: neededVersion(this.database.schema),
      worker: age === null ? null : { heartbeatAgeSeconds: age, leaseSeconds: leaseSeconds!, isOver: isOver! },
    };
  }

  get pool(): PoolFigures {
    const { totalCount, idleCount, waitingCount } = this.database.pool;
    return { total: totalCount, idle: idleCount, waiting: waitingCount };
  }
}
