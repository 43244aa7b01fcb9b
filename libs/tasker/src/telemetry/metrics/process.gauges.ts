import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { EngineDatabase } from '../../database/engine.database.js';
import { EngineInstruments } from '../../events/engine.instruments.js';
import { METRIC } from './metric.declarations.js';
import { single, type MetricGroup, type MetricSource } from './shown.metric.js';

/** What the pool and the worker of this process are doing, looked up when somebody asks. */
@Injectable()
export class ProcessGauges implements MetricGroup {
  constructor(
    private readonly database: EngineDatabase,
    private readonly instruments: EngineInstruments,
  ) {}

  metrics(): readonly MetricSource[] {
    const { pool } = this.database;
    return [
      single(METRIC.poolConnections, () => pool.totalCount),
      single(METRIC.poolIdle, () => pool.idleCount),
      single(METRIC.poolWaiting, () => pool.waitingCount),
      single(METRIC.poolLimit, () => limitOf(pool)),
      single(METRIC.runningSteps, () => this.instruments.worker?.().running ?? null),
      single(METRIC.workerCapacity, () => this.instruments.worker?.().capacity ?? null),
    ];
  }
}

function limitOf(pool: Pool): number | null {
  const { max } = (pool as unknown as { options: { max?: number } }).options;
  return max ?? null;
}
