import { contentOf, HandledSteps, type Content } from '../handled.steps.js';
import { STEPS, type PeerEngine, type PeerSurroundings } from '../peer.engine.js';
import { StepJobs } from '../step.jobs.js';
import { pgBossOf, type Job, type JobOutcome, type PgBoss } from './pg-boss.port.js';

export const QUEUE = 'steps';

/** How pg-boss is made to work. */
interface BossSettings {
  /** Jobs of one fetch. */
  readonly batchSize: number;
  /** Loops that fetch, beside each other. */
  readonly localConcurrency: number;
  /** Between two looks while nobody is notified. */
  readonly pollingIntervalSeconds: number;
  /** Further settings of its constructor. */
  readonly boss: object;
}

/** What both uses of pg-boss have in common: one queue that notifies, fetched and completed by batches. */
export abstract class PgBossEngine implements PeerEngine {
  protected readonly steps = new HandledSteps();
  protected jobs: StepJobs;
  protected boss: PgBoss;
  protected worker = '';
  private at: PeerSurroundings;
  private created = 0;
  private lastIsHandled = false;
  private completed: () => void = () => undefined;

  constructor(private readonly settings: BossSettings) {}

  async prepare({ postgres }: PeerSurroundings): Promise<void> {
    const boss = pgBossOf(postgres, { supervise: false, schedule: false });
    await boss.start();
    await boss.createQueue(QUEUE, { notify: true });
    await this.extend(boss);
    await boss.stop({ graceful: false });
  }

  async open(surroundings: PeerSurroundings): Promise<void> {
    this.at = surroundings;
    this.jobs = new StepJobs(surroundings.shape);
    this.boss = pgBossOf(surroundings.postgres, this.settings.boss);
    this.boss.on('error', (error) => this.steps.fail(error));
    if (surroundings.mode === 'latency') this.watchCompletions();
    await this.boss.start();
  }

  async create(workflows: number): Promise<void> {
    const chunk = this.chunkOf(STEPS[this.at.shape]);
    for (let left = workflows; left > 0; left -= chunk) await this.add(this.next(Math.min(chunk, left)));
  }

  async work(): Promise<void> {
    const { batchSize, localConcurrency, pollingIntervalSeconds } = this.settings;
    const options = {
      batchSize,
      localConcurrency,
      pollingIntervalSeconds,
      notifyPollingIntervalSeconds: pollingIntervalSeconds,
      burstWhenBatchFull: true,
      perJobResults: this.keepsResults(this.at.shape),
    };
    this.worker = await this.boss.work(QUEUE, options, async (jobs) => {
      const outcomes = await this.run(jobs);
      this.lastIsHandled ||= jobs.some(({ data }) => this.jobs.isLast(data));
      return outcomes;
    });
  }

  handled(): number {
    return this.steps.count;
  }

  /** A job is added before those that it follows are completed: where none is left, every workflow is complete. */
  async remaining(): Promise<number> {
    const { rows } = await this.boss
      .getDb()
      .executeSql<{ remaining: string }>(
        `select count(distinct data -> 'content' ->> 'number') as remaining from pgboss.job where state < 'completed'`,
      );
    return Number(rows[0]!.remaining);
  }

  async roundTrip(): Promise<void> {
    const completed = new Promise<void>((resolve) => (this.completed = resolve));
    await this.add(this.next(1));
    await completed;
  }

  close(): Promise<void> {
    return this.boss.stop();
  }

  /** What is made besides the queue. */
  protected abstract extend(boss: PgBoss): Promise<void>;
  /** Workflows of one call. */
  protected abstract chunkOf(steps: number): number;
  protected abstract add(contents: readonly Content[]): Promise<void>;
  /** Whether the result of each job of a batch is stored. */
  protected abstract keepsResults(shape: PeerSurroundings['shape']): boolean;
  /** Runs a batch; what it answers is stored with the completion. */
  protected abstract run(jobs: readonly Job[]): Promise<readonly JobOutcome[] | undefined>;

  private next(workflows: number): Content[] {
    return Array.from({ length: workflows }, () => contentOf((this.created += 1)));
  }

  /** pg-boss tells nobody of a completion: the answer to the statement that writes it does. */
  private watchCompletions(): void {
    const database = this.boss.getDb();
    const execute = database.executeSql.bind(database);
    database.executeSql = async <R>(text: string, values?: readonly unknown[]) => {
      const completes = this.lastIsHandled && /set completed_on/i.test(text);
      const answer = await execute<R>(text, values);
      if (completes) {
        this.lastIsHandled = false;
        this.completed();
      }
      return answer;
    };
  }
}
