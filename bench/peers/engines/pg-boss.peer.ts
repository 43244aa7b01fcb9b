import { randomUUID } from 'node:crypto';
import type { Content, StepResult } from '../handled.steps.js';
import type { Peer, Shape } from '../peer.engine.js';
import type { StepJob } from '../step.jobs.js';
import { PgBossEngine, QUEUE } from './pg-boss.engine.js';
import type { FlowJob, Job, JobOutcome, PgBoss } from './pg-boss.port.js';

/** Jobs of one call of `insert`, and about as many of `flow`. */
const CHUNK = 1_000;

const BATCHES = { batchSize: 500, localConcurrency: 2 } as const;

const JOINS = 'create table bench_joins (workflow bigint primary key, results jsonb not null)';

/** Notes results of parts; answers with the workflows that have all of them. Rows are locked in one order. */
const ARRIVE = `
  with arrived as (
    insert into bench_joins (workflow, results)
    select workflow, results from jsonb_to_recordset($1::jsonb) as part(workflow bigint, results jsonb) order by workflow
    on conflict (workflow) do update set results = bench_joins.results || excluded.results
    returning workflow, results
  )
  select workflow::integer as workflow, results from arrived where jsonb_array_length(results) = $2`;

/** The handler of a job adds the job that follows it, results and all; parts count themselves down in a table. */
class PgBossChain extends PgBossEngine {
  protected async extend(boss: PgBoss): Promise<void> {
    await boss.getDb().executeSql(JOINS);
  }

  protected chunkOf(): number {
    return CHUNK;
  }

  protected async add(contents: readonly Content[]): Promise<void> {
    await this.insert(contents.map((content) => this.jobs.first(content)));
  }

  /** Elsewhere the next job carries them. */
  protected keepsResults(shape: Shape): boolean {
    return shape === 'single';
  }

  protected async run(jobs: readonly Job[]): Promise<readonly JobOutcome[] | undefined> {
    const following: StepJob[] = [];
    const arrived = new Map<number, { job: StepJob; results: StepResult[] }>();
    const outcomes: JobOutcome[] = [];
    for (const { id, data } of jobs) {
      const output = this.jobs.handle(data, this.steps);
      outcomes.push({ id, status: 'completed', output });
      this.follow(data, output, { following, arrived });
    }
    if (arrived.size > 0) following.push(...(await this.joinsOf(arrived)));
    if (following.length > 0) await this.insert(following);
    return this.jobs.links === 1 ? outcomes : undefined;
  }

  private follow(job: StepJob, result: StepResult, { following, arrived }: Following): void {
    switch (this.jobs.roleOf(job)) {
      case 'link': {
        const next = this.jobs.nextLink(job, result);
        if (next !== null) following.push(next);
        return;
      }
      case 'split':
        following.push(...this.jobs.parts(job, result));
        return;
      case 'part': {
        const known = arrived.get(job.content.number);
        if (known === undefined) arrived.set(job.content.number, { job, results: [result] });
        else known.results.push(result);
        return;
      }
      case 'join':
        return;
    }
  }

  private async joinsOf(arrived: Following['arrived']): Promise<StepJob[]> {
    const parts = [...arrived].map(([workflow, { results }]) => ({ workflow, results }));
    const { rows } = await this.boss
      .getDb()
      .executeSql<{ workflow: number; results: StepResult[] }>(ARRIVE, [JSON.stringify(parts), this.jobs.width]);
    return rows.map(({ workflow, results }) => ({ ...this.jobs.join(arrived.get(workflow)!.job), parents: results }));
  }

  private async insert(jobs: readonly StepJob[]): Promise<void> {
    await this.boss.insert(
      QUEUE,
      jobs.map((data) => ({ data })),
    );
  }
}

interface Following {
  readonly following: StepJob[];
  readonly arrived: Map<number, { job: StepJob; results: StepResult[] }>;
}

const OUTPUTS = 'select id, output from pgboss.job where name = $1 and id = any($2::uuid[])';

/** Its DAG: all jobs of a workflow exist from the start, those that follow others are blocked. Results of parents are read by the handler. */
class PgBossFlow extends PgBossEngine {
  protected async extend(): Promise<void> {}

  protected chunkOf(steps: number): number {
    return Math.max(1, Math.floor(CHUNK / steps));
  }

  protected async add(contents: readonly Content[]): Promise<void> {
    const jobs = contents.flatMap((content) => this.flowOf(content));
    if (this.jobs.links === 1) await this.boss.insert(QUEUE, jobs);
    else await this.boss.flow(jobs);
  }

  protected keepsResults(): boolean {
    return true;
  }

  override async work(): Promise<void> {
    await super.work();
    // Whoever resolves flows knows that jobs may be free; nobody is notified of that.
    this.boss.on('flow', () => this.boss.notifyWorker(this.worker));
  }

  protected async run(jobs: readonly Job[]): Promise<readonly JobOutcome[]> {
    const ids = [...new Set(jobs.flatMap(({ data }) => data.parentIds ?? []))];
    const outputs = new Map<string, StepResult>();
    if (ids.length > 0) {
      const { rows } = await this.boss.getDb().executeSql<{ id: string; output: StepResult }>(OUTPUTS, [QUEUE, ids]);
      for (const { id, output } of rows) outputs.set(id, output);
    }
    return jobs.map(({ id, data }) => {
      const parents = (data.parentIds ?? []).flatMap((parent) => outputs.get(parent) ?? []);
      return { id, status: 'completed', output: this.jobs.handle(data, this.steps, parents) };
    });
  }

  private flowOf(content: Content): FlowJob[] {
    const first = flowJob(this.jobs.first(content));
    if (this.jobs.links === null) {
      const parts = this.jobs.parts(first.data, NONE).map((part) => flowJob({ ...part, parents: [] }, [first]));
      return [first, ...parts, flowJob(this.jobs.join(first.data), parts)];
    }
    const line = [first];
    for (let place = 1; place < this.jobs.links; place += 1) line.push(flowJob({ ...first.data, place }, line.slice(-1)));
    return line;
  }
}

/** No result is known when a flow is made. */
const NONE: StepResult = { outcome: '', reference: '', note: '' };

function flowJob({ place, content }: StepJob, parents: readonly FlowJob[] = []): FlowJob {
  const parentIds = parents.map(({ options }) => options.id);
  return {
    ref: `${content.number}-${place}`,
    name: QUEUE,
    data: { place, content, parents: [], ...(parentIds.length === 0 ? {} : { parentIds }) },
    options: { id: randomUUID() },
    dependsOn: parents.map(({ ref }) => ref),
  };
}

const SHARED = { packageName: 'pg-boss', runsAtCreation: false, needsRedis: false } as const;

/** pg-boss with its dependencies. */
export const pgBossFlowPeer: Peer = {
  ...SHARED,
  id: 'pg-boss-flow',
  name: 'pg-boss, flow()',
  settings:
    'batches of 500 in 2 loops, notify, burstWhenBatchFull, perJobResults; flowIntervalSeconds 1 and polling every 0.5 s (the least it takes), notifyWorker at its flow event',
  remark: 'Jobs that others wait for are looked for once a second: a workflow takes a second a level, however few there are.',
  exceptions: { W6: { workflows: 3, reason: 'each takes a second a level' } },
  create: () => new PgBossFlow({ ...BATCHES, pollingIntervalSeconds: 0.5, boss: { flowIntervalSeconds: 1 } }),
};

/** pg-boss without dependencies: a job sends the next. */
export const pgBossChainPeer: Peer = {
  ...SHARED,
  id: 'pg-boss-chain',
  name: 'pg-boss, chain by hand',
  settings:
    'batches of 500 in 2 loops, notify, burstWhenBatchFull; a batch inserts what follows it by one call, parts count down by one statement',
  remark:
    'No DAG, and not atomic: a crash between the next job and the completion runs steps twice and counts parts twice. Results travel with the next job; only W4 stores them.',
  create: () => new PgBossChain({ ...BATCHES, pollingIntervalSeconds: 2, boss: {} }),
};
