import { contentOf, HandledSteps, type StepResult } from '../handled.steps.js';
import { STEPS, type PeerEngine, type PeerSurroundings } from '../peer.engine.js';
import { loadPeer } from '../peer.packages.js';
import { StepJobs, type StepJob } from '../step.jobs.js';
import type { Bullmq, Flow, FlowProducer, Job, NewJob, Queue, Worker } from './bullmq.port.js';

const QUEUE = 'bench';
/** Connections of a queue, a worker and a producer each: those of four processes together are fewer than the server's 100. */
const POOL = 8;
/** Most jobs added by one call. */
const CHUNK = 1_000;

/** How BullMQ is used. */
export interface BullmqUse {
  readonly store: 'redis' | 'postgres';
  /** Jobs at a time in a process. */
  readonly concurrency: number;
  /** Whether the steps of a line are added as one tree at creation, or each by the handler of the one before. */
  readonly linesAsTrees: boolean;
}

/**
 * Jobs of one queue. A job has one parent at most, so a step that several follow cannot be in a tree with them: its handler adds them, with what
 * joins them, as a tree.
 */
export class BullmqEngine implements PeerEngine {
  private readonly steps = new HandledSteps();
  private jobs: StepJobs;
  private queue: Queue;
  private flows: FlowProducer;
  private worker: Worker;
  private stepsOfWorkflow: number;
  private number = 0;
  private completed: () => void = () => undefined;

  constructor(private readonly use: BullmqUse) {}

  async prepare(surroundings: PeerSurroundings): Promise<void> {
    if (this.use.store === 'redis') return;
    const queue = new (this.classes().Queue)(QUEUE, { connection: { ...this.connection(surroundings), migrate: true } });
    await queue.waitUntilReady();
    await queue.close();
  }

  async open(surroundings: PeerSurroundings): Promise<void> {
    const { Queue, Worker, FlowProducer } = this.classes();
    const connection = this.connection(surroundings);
    this.jobs = new StepJobs(surroundings.shape);
    this.stepsOfWorkflow = STEPS[surroundings.shape];
    this.queue = new Queue(QUEUE, { connection });
    this.flows = new FlowProducer({ connection });
    this.worker = new Worker(QUEUE, (job) => this.process(job), {
      connection,
      autorun: false,
      concurrency: this.use.concurrency,
    });
    for (const connected of [this.queue, this.flows, this.worker]) connected.on('error', (error) => this.steps.fail(error));
    this.worker.on('failed', (_, error) => this.steps.fail(error));
    this.worker.on('completed', ({ data }) => {
      if (this.jobs.isLast(data)) this.completed();
    });
    await Promise.all([this.queue.waitUntilReady(), this.flows.waitUntilReady(), this.worker.waitUntilReady()]);
  }

  async create(workflows: number): Promise<void> {
    const end = this.number + workflows;
    while (this.number < end) {
      const size = Math.min(CHUNK, end - this.number);
      await this.add(Array.from({ length: size }, () => (this.number += 1)));
    }
  }

  async work(): Promise<void> {
    this.worker.run().catch((error: Error) => this.steps.fail(error));
  }

  handled(): number {
    return this.steps.count;
  }

  async remaining(): Promise<number> {
    const completed = await this.queue.getJobCountByTypes('completed');
    return Math.ceil((this.number * this.stepsOfWorkflow - completed) / this.stepsOfWorkflow);
  }

  async roundTrip(): Promise<void> {
    const completed = new Promise<void>((resolve) => (this.completed = resolve));
    await this.add([(this.number += 1)]);
    await completed;
  }

  async close(): Promise<void> {
    await this.worker.close();
    await Promise.all([this.queue.close(), this.flows.close()]);
  }

  private classes() {
    const bullmq = loadPeer<Bullmq>('bullmq');
    return this.use.store === 'redis' ? bullmq : bullmq.withBackend(bullmq.createPostgresBackend);
  }

  private connection({ postgres, redis }: PeerSurroundings): object {
    if (this.use.store === 'postgres') return { connectionString: postgres, max: POOL };
    const { hostname, port } = new URL(redis!);
    return { host: hostname, port: Number(port) };
  }

  private async add(numbers: readonly number[]): Promise<void> {
    if (this.jobs.links !== null && this.use.linesAsTrees) {
      await this.flows.addBulk(numbers.map((number) => this.line(number)));
    } else if (numbers.length === 1) {
      const { name, data, opts } = newJob(this.jobs.first(contentOf(numbers[0]!)));
      await this.queue.add(name, data, opts);
    } else {
      await this.queue.addBulk(numbers.map((number) => newJob(this.jobs.first(contentOf(number)))));
    }
  }

  private line(number: number): Flow {
    let flow: Flow | null = null;
    for (let place = 0; place < this.jobs.links!; place += 1) {
      const step: Flow = { ...newJob({ ...this.jobs.first(contentOf(number)), place }), queueName: QUEUE };
      flow = flow === null ? step : { ...step, children: [flow] };
    }
    return flow!;
  }

  private async process(job: Job): Promise<StepResult> {
    const role = this.jobs.roleOf(job.data);
    const brought = role === 'join' || (role === 'link' && this.use.linesAsTrees && job.data.place > 0);
    const parents = brought ? Object.values(await job.getChildrenValues()) : job.data.parents;
    const result = this.jobs.handle(job.data, this.steps, parents);
    if (role === 'split') await this.spread(job.data, result);
    if (role === 'link' && !this.use.linesAsTrees) await this.link(job.data, result);
    return result;
  }

  private async spread(job: StepJob, result: StepResult): Promise<void> {
    const children = this.jobs.parts(job, result).map((part) => ({ ...newJob(part), queueName: QUEUE }));
    await this.flows.add({ ...newJob(this.jobs.join(job)), queueName: QUEUE, children });
  }

  private async link(job: StepJob, result: StepResult): Promise<void> {
    const next = this.jobs.nextLink(job, result);
    if (next === null) return;
    const { name, data, opts } = newJob(next);
    await this.queue.add(name, data, opts);
  }
}

/** A job whose id says what it is: added a second time after a crash it is the same job. */
function newJob(data: StepJob): NewJob {
  return { name: 'step', data, opts: { jobId: `${data.content.number}-${data.place}` } };
}
