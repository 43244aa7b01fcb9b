import { Injectable } from '@nestjs/common';
import { Cron, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { TaskerModule, type TaskerOptions } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { RecurringJobs } from '../../../libs/tasker/src/orchestration/recurring.jobs.js';
import type { JobLease, RecurringJob } from '../../../libs/tasker/src/orchestration/recurring.job.js';
import { useEngine } from '../../support/engine.js';
import { Gates } from '../../support/gates.js';
import { useHosts } from '../module/hosts.js';

const OURS = ['tasker.analytics', 'tasker.bottlenecks', 'tasker.event_feed', 'tasker.retention', 'tasker.staleness', 'tasker.workers'];

/** A job of the test. */
class CountedJob implements RecurringJob {
  readonly name = 'test.counted';
  readonly intervalMs = 60_000;
  runs = 0;
  constructor(private readonly work: (lease: JobLease) => unknown = () => undefined) {}
  async run(lease: JobLease): Promise<void> {
    this.runs += 1;
    await this.work(lease);
  }
}

@Injectable()
class Nightly {
  runs = 0;
  @Cron('0 0 1 1 *', { name: 'nightly' })
  tick() {
    this.runs += 1;
  }
}

describe('recurring jobs', () => {
  const engine = useEngine();
  const hosts = useHosts(engine);
  const tasker = (options: Omit<TaskerOptions, 'database' | 'auth'> = {}) =>
    TaskerModule.forRoot({ database: { url: engine.url }, api: false, ...options });
  const jobsOf = async (options?: Parameters<typeof tasker>[0]) =>
    (await hosts.start(tasker(options))).get(RecurringJobs, { strict: false });
  const leases = () => engine.rows('select name, holder, progress, until > clock_timestamp() as held from tasker.job_leases order by name');

  it("are intervals of the host's registry, and its own cron stands there once", async () => {
    const host = await hosts.start(tasker(), { imports: [ScheduleModule.forRoot()], providers: [Nightly] });
    const registry = host.get(SchedulerRegistry, { strict: false });
    expect(registry.getIntervals().sort()).toEqual(OURS);
    expect([...registry.getCronJobs().keys()]).toEqual(['nightly']);
    await registry.getCronJob('nightly').fireOnTick();
    expect(host.get(Nightly).runs).toBe(1);
    await host.close();
    expect(registry.getIntervals()).toEqual([]);
  });

  it('come as often as their options say', async () => {
    const options = { staleness: { interval: '7s' }, retention: { interval: '9s' } } as const;
    const host = await hosts.start(tasker(options), { imports: [ScheduleModule.forRoot()] });
    const registry = host.get(SchedulerRegistry, { strict: false });
    const everyMs = (name: string): unknown => Object.entries(registry.getInterval<object>(name)).find(([key]) => key === '_repeat')?.[1];
    expect([everyMs('tasker.staleness'), everyMs('tasker.retention')]).toEqual([7_000, 9_000]);
    expect(registry.getTimeouts()).toEqual(['tasker.workers']);
  });

  it('with a long interval come a first time soon after the start', async () => {
    const host = await hosts.start(tasker({ retention: { interval: '1d' } }), { imports: [ScheduleModule.forRoot()] });
    const registry = host.get(SchedulerRegistry, { strict: false });
    expect(registry.getTimeouts()).toEqual(['tasker.retention', 'tasker.workers']);
    await host.close();
    expect(registry.getTimeouts()).toEqual([]);
  });

  it('run in a host without a registry', async () => {
    const jobs = await jobsOf();
    const job = new CountedJob();
    await jobs.tick(job);
    expect(job.runs).toBe(1);
    expect(engine.logs.with('error')).toEqual([]);
  });

  it('a process without a worker has no intervals', async () => {
    const host = await hosts.start(tasker({ worker: false }), { imports: [ScheduleModule.forRoot()] });
    expect(host.get(SchedulerRegistry, { strict: false }).getIntervals()).toEqual([]);
  });

  it('staleness, retention, analytics and bottlenecks false take no part in these; what durable subscribers have taken and rows of gone workers go whatever the options are', async () => {
    const options = { staleness: false, retention: false, analytics: false, bottlenecks: false, events: { durable: false } } as const;
    const host = await hosts.start(tasker(options), { imports: [ScheduleModule.forRoot()] });
    expect(host.get(SchedulerRegistry, { strict: false }).getIntervals()).toEqual(['tasker.event_feed', 'tasker.workers']);
  });

  it('of two processes one runs a job, and the other follows it after its lease', async () => {
    const [one, other] = [await jobsOf(), await jobsOf()];
    const job = new CountedJob();
    await one.tick(job);
    await other.tick(job);
    await one.tick(job);
    expect(job.runs).toBe(2);
    await engine.rows("update tasker.job_leases set until = clock_timestamp() - interval '1 second'");
    await other.tick(job);
    await one.tick(job);
    expect(job.runs).toBe(3);
  });

  it('a process that shuts down leaves its jobs to others at once, with their progress', async () => {
    const host = await hosts.start(tasker());
    await host.get(RecurringJobs, { strict: false }).tick(new CountedJob((lease) => lease.keep({ at: 5 })));
    await host.close();
    expect(await leases()).toMatchObject([{ held: false, progress: { at: 5 } }]);
    let found: unknown;
    const next = new CountedJob(({ progress }) => (found = progress));
    await (await jobsOf()).tick(next);
    expect(found).toEqual({ at: 5 });
  });

  it('a job does not overlap with itself', async () => {
    const jobs = await jobsOf();
    const gates = new Gates();
    const job = new CountedJob(() => gates.pass('work'));
    const first = jobs.tick(job);
    await gates.reached('work');
    const second = jobs.tick(job);
    gates.open('work');
    await Promise.all([first, second]);
    expect(job.runs).toBe(1);
  });

  it('a run that fails is logged, and the next turn runs again', async () => {
    const jobs = await jobsOf();
    const job = new CountedJob(() => {
      if (job.runs === 1) throw new Error('disk on fire');
    });
    await jobs.tick(job);
    await jobs.tick(job);
    expect(job.runs).toBe(2);
    expect(engine.logs.with('A recurring job failed')).toMatchObject([expect.stringContaining('disk on fire')]);
  });

  it('a runner that was followed is told to stop', async () => {
    const jobs = await jobsOf();
    const kept: boolean[] = [];
    const job = new CountedJob(async (lease) => {
      kept.push(await lease.keep({ at: 1 }));
      await engine.rows('update tasker.job_leases set holder = gen_random_uuid()');
      kept.push(await lease.keep({ at: 2 }));
    });
    await jobs.tick(job);
    expect(kept).toEqual([true, false]);
    expect(await leases()).toMatchObject([{ progress: { at: 1 } }]);
  });

  it('a shutdown lets the batch that runs end, before the pool closes, and starts no other', async () => {
    const host = await hosts.start(tasker());
    const jobs = host.get(RecurringJobs, { strict: false });
    const gates = new Gates();
    const job = new CountedJob(async (lease) => {
      await gates.pass('batch');
      while (await lease.keep({ at: 1 })) continue;
    });
    const run = jobs.tick(job);
    await gates.reached('batch');
    const closing = host.close();
    gates.open('batch');
    await Promise.all([run, closing]);
    expect(await leases()).toMatchObject([{ held: false, progress: { at: 1 } }]);
    await jobs.tick(job);
    expect(job.runs).toBe(1);
    expect(engine.logs.with('error')).toEqual([]);
  });
});
