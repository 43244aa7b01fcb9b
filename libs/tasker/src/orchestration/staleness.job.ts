import { Injectable, Logger } from '@nestjs/common';
import { LifecycleSettingsReader } from '../database/lifecycle.settings.reader.js';
import {
  StalenessStore,
  type FailedTaskRow,
  type QueuePlace,
  type StalenessPolicies,
  type WarningRow,
} from '../database/staleness.store.js';
import { TaskReader } from '../database/task.reader.js';
import { EventBus } from '../events/event.bus.js';
import { LogRecord } from '../events/log.record.js';
import { EngineSettings } from './engine.settings.js';
import { HistoryNews } from './news/history.news.js';
import { stalenessPolicies } from './lifecycle.policies.js';
import { UNLEASED, type JobLease, type RecurringJob } from './recurring.job.js';
import { RestWatch } from './rest.watch.js';
import { poisonedPayload, stalePayload, stoppedPayload } from './stale.payload.js';
import { StepRunner } from './step.runner.js';

/** Due steps looked at in each lane and priority: of a longer backlog, the oldest. A call looks at ten times as many. */
const WAITING_SCAN = 1_000;
/** Unfinished tasks looked at in a batch, and batches in a round: the first looks at the oldest tasks, the others go on where they stopped. */
const LIFETIME = { scan: 2_000, batches: 5 };
/** Tasks stopped in one transaction. */
const FAIL_BATCH = 100;
/** Warnings told, or looked at, in one call. */
const WARNING_BATCH = 500;

/** Notices tasks that do not go on, tells about each once, and stops those whose definition asks for it. */
@Injectable()
export class StalenessJob implements RecurringJob {
  readonly name = 'tasker.staleness';
  private readonly logger = new Logger('TaskerStaleness');

  constructor(
    private readonly store: StalenessStore,
    private readonly definitions: LifecycleSettingsReader,
    private readonly events: EventBus,
    private readonly runner: StepRunner,
    private readonly watch: RestWatch,
    private readonly reader: TaskReader,
    private readonly news: HistoryNews,
    private readonly settings: EngineSettings,
  ) {}

  get intervalMs(): number | null {
    return this.settings.staleness?.intervalMs ?? null;
  }

  async run(lease: JobLease = UNLEASED): Promise<void> {
    if (this.settings.staleness === null) return;
    const policies = stalenessPolicies(await this.definitions.all(), this.settings.staleness.limits);
    if (!(await this.waits(policies, lease)) || !(await this.lifetimes(policies, lease))) return;
    await this.tell();
    for (let after: string | null = null; ;) {
      after = await this.store.clear(policies, after, WARNING_BATCH);
      if (after === null) return;
    }
  }

  /** False: the round is to end. */
  private async waits(policies: StalenessPolicies, lease: JobLease): Promise<boolean> {
    for (let after: QueuePlace | null = null; ;) {
      const { next, failing }: { next: QueuePlace | null; failing: string[] } = await this.store.noticeWaiting(
        policies,
        after,
        WAITING_SCAN,
      );
      await this.fail('waiting', failing, policies);
      if (next === null) return true;
      if (!(await lease.keep(lease.progress ?? {}))) return false;
      after = next;
    }
  }

  /** False: the round is to end. */
  private async lifetimes(policies: StalenessPolicies, lease: JobLease): Promise<boolean> {
    const first = await this.store.noticeLifetime(policies, null, LIFETIME.scan);
    await this.fail('lifetime', first.failing, policies);
    if (first.lastId === null) return lease.keep({ lifetime: null });
    let after = (lease.progress as { lifetime?: string | null } | null)?.lifetime ?? first.lastId;
    for (let batch = 1; batch < LIFETIME.batches; batch++) {
      const { lastId, failing } = await this.store.noticeLifetime(policies, after, LIFETIME.scan);
      await this.fail('lifetime', failing, policies);
      if (!(await lease.keep({ lifetime: lastId }))) return false;
      if (lastId === null) return true;
      after = lastId;
    }
    return true;
  }

  private async fail(kind: 'waiting' | 'lifetime', taskIds: readonly string[], policies: StalenessPolicies): Promise<void> {
    for (let from = 0; from < taskIds.length; from += FAIL_BATCH) {
      const failed = await this.store.fail(kind, taskIds.slice(from, from + FAIL_BATCH), { policies, tell: this.news.isWanted });
      const ids = await this.correlationIds(failed);
      for (const row of failed) this.toldFailed(kind, row, ids);
      this.watch.rested(failed.map(({ task_id: taskId, state }) => ({ taskId, state })));
    }
  }

  private toldFailed(kind: 'waiting' | 'lifetime', row: FailedTaskRow, ids: CorrelationIds): void {
    const { task_id: taskId, name, state, seconds: limitSeconds } = row;
    this.runner.abandonTask(taskId, 'the task was stopped: it is stale');
    const fields = { task_id: taskId, correlation_id: ids.get(taskId), name, kind, state, limit_seconds: limitSeconds };
    this.logger.warn(new LogRecord('A stale task was stopped', fields));
    this.events.announce('task.stale', () => stoppedPayload(kind, row));
    this.news.told(row.told);
  }

  private async tell(): Promise<void> {
    for (;;) {
      const rows = await this.store.tell(WARNING_BATCH);
      const ids = await this.correlationIds(rows);
      for (const row of rows) this.told(row, ids);
      if (rows.length < WARNING_BATCH) return;
    }
  }

  private told(row: WarningRow, ids: CorrelationIds): void {
    const poison = row.kind === 'lost_attempts';
    const { task_id, name, kind, step, since, detail } = row;
    const fields = {
      task_id,
      correlation_id: ids.get(task_id),
      name,
      kind,
      step: step ?? undefined,
      since: since.toISOString(),
      ...detail,
    };
    this.logger.warn(new LogRecord(poison ? 'A step loses its workers' : 'A task is stale', fields));
    const action = poison && detail.fail === true ? 'failed' : 'warned';
    if (poison) this.events.announce('step.poisoned', () => poisonedPayload(row, action));
    else this.events.announce('task.stale', () => stalePayload(row));
  }

  /** For log lines: one without its id is worth more than none. */
  private async correlationIds(rows: readonly { readonly task_id: string }[]): Promise<CorrelationIds> {
    if (rows.length === 0) return new Map();
    return this.reader.correlationIds(rows.map(({ task_id: taskId }) => taskId)).catch(() => new Map<string, string>());
  }
}

type CorrelationIds = ReadonlyMap<string, string>;
