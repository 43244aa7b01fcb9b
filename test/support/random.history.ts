import { blueprint, createTasks, type Blueprint, type NewStep } from './creation.js';
import type { Engine } from './engine.js';
import { oneOf } from './random.actions.js';
import { completed, failed, returned, type Claim, type WorkerSession } from './worker.session.js';

const GRAPH: readonly NewStep[] = [{}, { parents: [1], retryLimit: 2 }, { parents: [1], retryLimit: 1 }, { parents: [2, 3] }];

/** What a person may do to a task, `$1`, or to its step `$2`. */
const PERSON = [
  'select from tasker.cancel_task($1, null, null)',
  'select from tasker.resolve_task($1, null, null)',
  'select from tasker.pause_task($1, null, null)',
  'select from tasker.resume_task($1, null, null)',
  'select from tasker.retry_steps($1, $2, null, null, null)',
  'select from tasker.cancel_step($1, $2, null, null)',
  "select from tasker.settle_step($1, $2, 'resolved_manually', '{}', null, null)",
  "select from tasker.settle_step($1, $2, 'complete', '{}', null, null)",
];

/** The outcome of a claim by chance: mostly complete; failed, failed for good, handed back; with times or without. */
function outcome(claim: Claim, next: () => number): object {
  const chance = next();
  if (chance < 0.2) return failed(claim, { retryAfter: 0, permanent: chance < 0.08 });
  if (chance < 0.25) return returned(claim);
  const times = chance < 0.35 ? {} : { q: next(), d: next() / 100 };
  return { ...completed(claim), ...times };
}

/** Random writes, each in a transaction of its own. */
export class RandomHistory {
  private claims: Claim[] = [];

  private constructor(
    private readonly engine: Engine,
    private readonly next: () => number,
    private readonly plans: readonly Blueprint[],
    private worker: WorkerSession,
  ) {}

  static async begin(engine: Engine, next: () => number): Promise<RandomHistory> {
    const plans = [await blueprint(engine.client, 4, 'one'), await blueprint(engine.client, 4, 'two')];
    return new RandomHistory(engine, next, plans, await RandomHistory.hire(engine, plans));
  }

  private static hire(engine: Engine, plans: readonly Blueprint[]): Promise<WorkerSession> {
    return engine.worker(undefined, { lanes: plans.flatMap(({ lanes }) => lanes) });
  }

  /** One write. */
  async act(): Promise<void> {
    const { next } = this;
    const chance = next();
    if (chance < 0.25) await this.create();
    else if (chance < 0.7) await this.work();
    else if (chance < 0.95) await this.meddle();
    else await this.loseWorker();
  }

  /** Tasks that nothing can happen to any more, at most so many. */
  async finished(most: number): Promise<string[]> {
    const rows = await this.engine.rows(
      "select task_id from tasker.tasks where state in ('complete', 'cancelled', 'resolved_manually') order by creation_id",
    );
    return rows.filter(() => this.next() < 0.5).slice(0, most).map(({ task_id }) => task_id as string); // prettier-ignore
  }

  private async create(): Promise<void> {
    const bypass = this.next() < 0.2 ? [1, 2, 3, 4].filter(() => this.next() < 0.7) : null;
    await createTasks(this.engine.client, oneOf(this.plans, this.next), { steps: GRAPH, tasks: [{ bypass }, {}] });
  }

  private async work(): Promise<void> {
    const settled = this.claims.splice(0, 4).map((claim) => outcome(claim, this.next));
    const lanes = this.plans.flatMap((plan) => plan.lanes);
    this.claims.push(...(await this.worker.advance(settled, { capacity: 4, lanes })).claimed);
  }

  private async meddle(): Promise<void> {
    // Only its own tasks: late writers hold theirs.
    const tasks = await this.engine.rows(
      "select task_id from tasker.tasks where named_task_id = any ($1) and (finished_at is null or state = 'error') order by creation_id",
      [this.plans.map(({ namedTask }) => namedTask)],
    );
    if (tasks.length === 0) return;
    const act = oneOf(PERSON, this.next);
    const values = [oneOf(tasks, this.next).task_id, 1 + Math.floor(this.next() * 4)];
    await this.engine.rows(act, act.includes('$2') ? values : values.slice(0, 1));
  }

  private async loseWorker(): Promise<void> {
    await this.worker.fallSilent(this.engine.client);
    this.worker = await RandomHistory.hire(this.engine, this.plans);
    this.claims = [];
    await this.worker.reap();
  }
}

/** A writer whose transactions stay open; it writes to tasks of its own, so that nobody waits for it. */
export class LateWriter {
  private open = false;

  private constructor(
    private readonly worker: WorkerSession,
    private readonly plan: Blueprint,
    private readonly next: () => number,
  ) {}

  static async begin(engine: Engine, name: string, next: () => number): Promise<LateWriter> {
    const plan = await blueprint(engine.client, 4, name);
    return new LateWriter(await engine.worker(undefined, { lanes: plan.lanes }), plan, next);
  }

  /** Begins a transaction, writes in it, or ends it one way or the other. */
  async act(): Promise<void> {
    const { client } = this.worker;
    if (this.open && this.next() < 0.4) return this.end();
    if (!this.open) await client.query('begin');
    this.open = true;
    await createTasks(client, this.plan, { steps: GRAPH, tasks: [{}, { bypass: [1, 2, 3, 4] }] });
    const options = { capacity: 8, lanes: this.plan.lanes };
    for (let claims = (await this.worker.advance([], options)).claimed; claims.length > 0 && this.next() < 0.8;) {
      claims = (await this.worker.advance(claims.map((claim) => outcome(claim, this.next)), options)).claimed; // prettier-ignore
    }
  }

  /** Ends an open transaction, mostly by its commit. */
  async end(): Promise<void> {
    if (!this.open) return;
    this.open = false;
    await this.worker.client.query(this.next() < 0.75 ? 'commit' : 'rollback');
  }
}
