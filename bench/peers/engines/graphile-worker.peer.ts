import pg from 'pg';
import { contentOf, HandledSteps, type StepResult } from '../handled.steps.js';
import type { Peer, PeerEngine, PeerSurroundings } from '../peer.engine.js';
import { loadPeer } from '../peer.packages.js';
import { StepJobs, type StepJob } from '../step.jobs.js';
import { Coalesced } from './coalesced.js';
import { CompletedJobs } from './completed.jobs.js';
import type { GraphileWorker, NewJob, Runner, WorkerUtils } from './graphile-worker.port.js';

const CONCURRENCY = 100;
const LOCAL_QUEUE = 500;
const POOL = 10;
const TASK = 'step';
/** Most jobs added by one call. */
const CHUNK = 1_000;

/** Where parts wait for each other. */
const JOINS = 'create table bench_joins (workflow bigint primary key, results jsonb not null)';

/**
 * Notes the results of parts and adds, in the same transaction, what joins those that are complete with them. Rows are taken in one order, so that
 * no two calls wait for each other.
 */
const ARRIVE = `
  with parts as (
    select workflow, jsonb_agg(result) as results, jsonb_agg(joined) -> 0 as joined
    from jsonb_to_recordset($1::jsonb) as part(workflow bigint, result jsonb, joined jsonb)
    group by workflow
  ), arrived as (
    insert into bench_joins (workflow, results) select workflow, results from parts order by workflow
    on conflict (workflow) do update set results = bench_joins.results || excluded.results
    returning workflow, results
  )
  select graphile_worker.add_job('${TASK}', jsonb_set(parts.joined, '{parents}', arrived.results)::json)
  from arrived join parts using (workflow) where jsonb_array_length(arrived.results) = $2`;

interface Arrival {
  readonly job: StepJob;
  readonly result: StepResult;
}

/** Jobs in the local queue of a process, completed together; what follows them is added together, too. */
class GraphileWorkerEngine implements PeerEngine {
  private readonly steps = new HandledSteps();
  private readonly completed = new CompletedJobs();
  private readonly next = new Coalesced<NewJob>((jobs) => this.utils.addJobs(jobs));
  private readonly arrivals = new Coalesced<Arrival>((arrivals) => this.arrive(arrivals));
  private jobs: StepJobs;
  private pool: pg.Pool;
  private utils: WorkerUtils;
  private runner: Runner | null = null;
  private number = 0;

  async prepare({ postgres }: PeerSurroundings): Promise<void> {
    await graphileWorker().runMigrations({ connectionString: postgres, logger: quiet() });
    const client = new pg.Client({ connectionString: postgres });
    await client.connect();
    await client.query(JOINS);
    await client.end();
  }

  async open({ postgres, shape }: PeerSurroundings): Promise<void> {
    this.jobs = new StepJobs(shape);
    this.pool = this.completed.pool({ connectionString: postgres, max: POOL });
    this.pool.on('error', (error) => this.steps.fail(error));
    this.pool.on('connect', (client) => client.on('error', (error) => this.steps.fail(error)));
    this.utils = await graphileWorker().makeWorkerUtils({ pgPool: this.pool, logger: quiet() });
  }

  async create(workflows: number): Promise<void> {
    const end = this.number + workflows;
    while (this.number < end) {
      const size = Math.min(CHUNK, end - this.number);
      await this.utils.addJobs(Array.from({ length: size }, () => this.first()));
    }
  }

  async work(): Promise<void> {
    this.runner = await graphileWorker().run({
      pgPool: this.pool,
      noHandleSignals: true,
      logger: quiet(),
      taskList: { [TASK]: (job: StepJob) => this.process(job) },
      preset: {
        worker: {
          concurrentJobs: CONCURRENCY,
          localQueue: { size: LOCAL_QUEUE },
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
    });
    this.runner.promise.catch((error: Error) => this.steps.fail(error));
    this.runner.events.on('job:success', ({ job }) => {
      if (this.jobs.isLast(job.payload)) this.completed.succeeded(job.id);
    });
  }

  handled(): number {
    return this.steps.count;
  }

  async remaining(): Promise<number> {
    // A workflow has a job until it is complete: the next is added before the one before is removed.
    const { rows } = await this.pool.query<{ workflows: string }>(
      `select count(distinct payload -> 'content' ->> 'number') as workflows from graphile_worker._private_jobs`,
    );
    return Number(rows[0]!.workflows);
  }

  async roundTrip(): Promise<void> {
    const completed = this.completed.next();
    await this.utils.addJobs([this.first()]);
    await completed;
  }

  async close(): Promise<void> {
    await this.runner?.stop();
    await this.utils.release();
    await this.pool.end();
  }

  private first(): NewJob {
    return newJob(this.jobs.first(contentOf((this.number += 1))));
  }

  private async process(job: StepJob): Promise<void> {
    const result = this.jobs.handle(job, this.steps);
    const role = this.jobs.roleOf(job);
    if (role === 'part') await this.arrivals.add({ job, result });
    else if (role === 'split') await this.next.add(...this.jobs.parts(job, result).map(newJob));
    else if (role === 'link') await this.link(job, result);
  }

  private async link(job: StepJob, result: StepResult): Promise<void> {
    const next = this.jobs.nextLink(job, result);
    if (next !== null) await this.next.add(newJob(next));
  }

  private async arrive(arrivals: readonly Arrival[]): Promise<void> {
    const parts = arrivals.map(({ job, result }) => ({ workflow: job.content.number, result, joined: this.jobs.join(job) }));
    await this.pool.query(ARRIVE, [JSON.stringify(parts), this.jobs.width]);
  }
}

function newJob(payload: StepJob): NewJob {
  return { identifier: TASK, payload };
}

function graphileWorker(): GraphileWorker {
  return loadPeer<GraphileWorker>('graphile-worker');
}

function quiet(): object {
  return new (graphileWorker().Logger)(() => () => undefined);
}

/** graphile-worker as its page on performance advises. */
export const graphilePeer: Peer = {
  id: 'graphile',
  name: 'graphile-worker, batched',
  packageName: 'graphile-worker',
  settings: `localQueue ${LOCAL_QUEUE}, completeJobBatchDelay 0; concurrentJobs ${CONCURRENCY}: a step of W1 takes 0.7 of the CPU that the advised 24 take, of W4 as much; chains by hand: what follows the steps of one turn of the event loop is added by one call (one call each takes ten times the CPU); parts count themselves in a table and the last adds what joins them`,
  remark: 'It removes a job when it is complete: no result and no history is kept. A step and what follows it are two transactions.',
  runsAtCreation: false,
  needsRedis: false,
  create: () => new GraphileWorkerEngine(),
};
