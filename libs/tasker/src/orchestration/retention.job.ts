import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { LifecycleSettingsReader } from '../database/lifecycle.settings.reader.js';
import { RetentionStore, type RetentionPolicies } from '../database/retention.store.js';
import { LogRecord } from '../events/log.record.js';
import { EngineSettings, type RetentionSettings } from './engine.settings.js';
import { retentionPolicies } from './lifecycle.policies.js';
import { UNLEASED, type JobLease, type RecurringJob } from './recurring.job.js';

/** Tasks looked at in one batch, at least. */
const SCAN = 1_000;
/**
 * Tasks that a round looks at and keeps. `front` begins at the oldest task and ends where all are too young: there is what becomes due.
 * `sweep` goes on where it stopped, for what stands anywhere else: ids are not bound to be in the order of time.
 */
const KEPT = { front: 50_000, sweep: 10_000 };

/**
 * After a batch that retired something the job rests for so many times as long as it took, at most a second: deletion gets a fifth of one
 * session. Without a rest two busy sessions lost 43 % of their steps on two cores, with it 10 % (docs/retention.md).
 */
const REST = { times: 4, mostMs: 1_000 };

type Walk = keyof typeof KEPT;

/** Where the walks through the table go on. */
type RetentionProgress = Readonly<Record<Walk, string | null>>;

/** What a round did. */
export interface RetentionRound {
  readonly retired: number;
  readonly archived: number;
}

/** Deletes or archives finished tasks whose definition keeps them no longer, in small transactions. */
@Injectable()
export class RetentionJob implements RecurringJob {
  readonly name = 'tasker.retention';
  private readonly logger = new Logger('TaskerRetention');

  constructor(
    private readonly store: RetentionStore,
    private readonly definitions: LifecycleSettingsReader,
    private readonly settings: EngineSettings,
  ) {}

  get intervalMs(): number | null {
    return this.settings.retention?.intervalMs ?? null;
  }

  async run(lease: JobLease = UNLEASED): Promise<RetentionRound> {
    const settings = this.settings.retention;
    const round = { retired: 0, archived: 0 };
    const policies = settings === null ? {} : retentionPolicies(await this.definitions.all(), settings);
    if (settings === null || Object.keys(policies).length === 0) return round;
    const progress = progressOf(lease.progress);
    const walk = { settings, policies, lease, progress, round };
    const end = await this.walk('front', walk);
    if (end === 'young' || end === 'budget') await this.walk('sweep', walk);
    if (round.retired > 0) this.logger.log(new LogRecord('Finished tasks retired', { ...round }));
    return round;
  }

  private async walk(
    name: Walk,
    { settings, policies, lease, progress, round }: WalkParts,
  ): Promise<'stopped' | 'end' | 'young' | 'budget'> {
    for (let kept = 0; kept < KEPT[name];) {
      const { batchSize: limit, states } = settings;
      const began = performance.now();
      const report = await this.store.retire({ policies, states, after: progress[name], limit, scan: Math.max(SCAN, limit) });
      round.retired += report.retired;
      round.archived += report.archived;
      kept += report.scanned - report.retired;
      const young = name === 'front' && report.young && report.retired === 0;
      progress[name] = young ? null : report.lastId;
      if (!(await lease.keep({ ...progress }))) return 'stopped';
      if (young) return 'young';
      if (report.lastId === null) return 'end';
      if (report.retired > 0) await delay(Math.min((performance.now() - began) * REST.times, REST.mostMs), undefined, { ref: false });
    }
    return 'budget';
  }
}

interface WalkParts {
  readonly settings: RetentionSettings;
  readonly policies: RetentionPolicies;
  readonly lease: JobLease;
  readonly progress: { -readonly [K in Walk]: RetentionProgress[K] };
  readonly round: { -readonly [K in keyof RetentionRound]: number };
}

function progressOf(progress: unknown): WalkParts['progress'] {
  const { front = null, sweep = null } = (progress ?? {}) as Partial<RetentionProgress>;
  return { front, sweep };
}
