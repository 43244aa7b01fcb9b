import { expect } from 'vitest';
import { createPlanned, passTime, registerWorker } from './engine.calls.js';
import { expectedImage, readImage } from './engine.image.js';
import type { Command, Sequence, Single } from './model.command.js';
import { deedsOf } from './model.deeds.js';
import type { ModelEngine } from './model.engine.js';
import { createModelTask, isAtRest } from './model.task.js';
import { count, type Deed, type World } from './model.world.js';
import type { TaskPlan } from './task.plan.js';

const TABLES = [
  'tasks',
  'workflow_steps',
  'task_transitions',
  'workflow_step_transitions',
  'dead_letters',
  'task_deadlines',
  'task_terms',
  'workers',
];
/** Truncated tables are small, but every plan is made anew then: that costs more than a few dead rows. */
const SEQUENCES_A_TRUNCATION = 25;

/** Removes the rows of the sequence before; the guards have nothing to say about that. */
async function forget({ observer, tally }: ModelEngine): Promise<void> {
  const sequence = (tally.get('sequence') ?? 0) + 1;
  tally.set('sequence', sequence);
  if (sequence % SEQUENCES_A_TRUNCATION === 0) await observer.query(`truncate ${TABLES.map((table) => `tasker.${table}`).join(', ')}`);
  else await observer.query(TABLES.map((table) => `delete from tasker.${table}`).join('; '));
  await observer.query('delete from public.violations');
}

/** What became of two things whose transactions overlapped. */
export interface Overlap {
  /** Whether the second one waited for the end of the first. */
  readonly waited: boolean;
  readonly first: unknown;
  readonly second: unknown;
}

const labelOf = ({ label }: Deed) => label;

async function inOrder<T>(deeds: readonly Deed[], work: (deed: Deed) => T | Promise<T>): Promise<T[]> {
  const done: T[] = [];
  for (const deed of deeds) done.push(await work(deed));
  return done;
}

/** One sequence, in the engine and in the model side by side. What is done is compared at once. */
export class SequenceRun {
  readonly world: World;
  private readonly trace: string[] = [];

  private constructor(
    private readonly engine: ModelEngine,
    private readonly looks: 'always' | 'when asked',
  ) {
    const lanes = [...engine.plain.lanes, ...engine.limited.lanes].sort((a, b) => a - b);
    this.world = {
      tasks: [],
      workers: [],
      lost: new Set(),
      silent: new Map(),
      served: true,
      claims: [],
      now: 1_000_000,
      lanes,
      count: 0,
      tally: engine.tally,
    };
  }

  /** Forgets everything that was and begins with three workers and no task. Compares after everything that happens, or only when asked. */
  static async of(engine: ModelEngine, looks: 'always' | 'when asked' = 'always'): Promise<SequenceRun> {
    await Promise.all([engine.one.query('rollback'), engine.two.query('rollback')]);
    await forget(engine);
    const run = new SequenceRun(engine, looks);
    for (let worker = 0; worker < 3; worker += 1) run.world.workers.push(await registerWorker(engine.one, run.world.lanes));
    return run;
  }

  /** Does everything, then lets everything end. */
  async all({ plan, commands }: Sequence): Promise<void> {
    await this.traced(async () => {
      await this.create(plan);
      for (const command of commands) await this.command(command);
      await this.drain();
    });
  }

  /** An error of the work says what had happened. */
  async traced<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Error) error.message += `\nWhat happened:\n${this.trace.join('\n')}`;
      throw error;
    }
  }

  /** Does one thing. */
  async command(command: Command): Promise<void> {
    switch (command.kind) {
      case 'create':
        return this.create(command.plan);
      case 'pass':
        return this.pass(command.seconds);
      case 'serve':
        return this.serve(command.served);
      case 'overlap':
        return void (await this.overlap(command.first, command.second));
      default:
        return this.single(command);
    }
  }

  /** Creates a task. */
  async create(plan: TaskPlan): Promise<void> {
    const { tasks, now } = this.world;
    const id = `00000000-0000-7000-8000-${String(tasks.length + 1).padStart(12, '0')}`;
    this.trace.push(`created ${id.slice(-2)}: ${JSON.stringify(plan)}`);
    await createPlanned(this.engine.one, plan.limited ? this.engine.limited : this.engine.plain, { id, plan });
    tasks.push(createModelTask(id, plan, now));
    await this.look();
  }

  private async pass(seconds: number): Promise<void> {
    this.trace.push(`${seconds} seconds pass`);
    await passTime(this.engine.one, seconds);
    this.world.now += seconds;
    await this.look();
  }

  /** From now on the workers have code for everything, or for nothing: then nobody claims, and what is due is explained by that. */
  private async serve(served: boolean): Promise<void> {
    this.trace.push(`the workers have code for ${served ? 'everything' : 'nothing'}`);
    await this.engine.one.query('update tasker.workers set lanes = $1', [served ? this.world.lanes : []]);
    this.world.served = served;
    await this.look();
  }

  private async single(command: Single): Promise<void> {
    for (const deed of deedsOf(command, this.world)) {
      this.trace.push(deed.label);
      const answer = await deed.run(this.engine.one);
      await deed.afterwards?.(this.engine.one);
      deed.apply(this.world, answer);
      await this.look();
    }
  }

  /** The second one begins while the transaction of the first is open. Null when one of them has nothing to be about: then the other is done. */
  async overlap(one: Single, other: Single): Promise<Overlap | null> {
    const { engine, world } = this;
    const [first, second] = [deedsOf(one, world), deedsOf(other, world)];
    if (first.length === 0 || second.length === 0) {
      await this.single(first.length === 0 ? other : one);
      return null;
    }
    this.trace.push(`(${first.map(labelOf).join(', ')}) and before its commit (${second.map(labelOf).join(', ')})`);
    for (const deed of [...first, ...second]) if (deed.prepares) await deed.run(engine.one);
    await engine.one.query('begin');
    const answers = await inOrder(first, (deed) => !deed.prepares && deed.run(engine.one));
    const waiting = inOrder(second, (deed) => !deed.prepares && deed.run(engine.two));
    const waited = await this.isBlocked(waiting);
    await engine.one.query('commit');
    const late = await waiting;
    await inOrder(first, (deed) => deed.afterwards?.(engine.one));
    first.forEach((deed, index) => deed.apply(world, answers[index]));
    await inOrder(second, (deed) => deed.again?.(engine.one));
    await inOrder(second, (deed) => deed.afterwards?.(engine.one));
    const { rows } = await engine.observer.query("select task_id from tasker.tasks where state = 'pending'");
    const pending = new Set<string>(rows.map(({ task_id }) => task_id));
    second.forEach((deed, index) => deed.apply(world, late[index], pending));
    await this.look();
    count(world, waited ? 'overlap that waits' : 'overlap');
    return { waited, first: answers.at(-1), second: late.at(-1) };
  }

  /** Whether the second connection waits for the first one; false once its work is done. */
  private async isBlocked(work: Promise<unknown>): Promise<boolean> {
    let done = false;
    const end = () => (done = true);
    work.then(end, end);
    const pid = (this.engine.two as unknown as { processID: number }).processID;
    while (!done) {
      const { rows } = await this.engine.observer.query('select cardinality(pg_blocking_pids($1)) > 0 as blocked', [pid]);
      if (rows[0].blocked) return true;
    }
    return false;
  }

  private async look(): Promise<void> {
    if (this.looks === 'always') await this.compare();
  }

  /** Compares engine and model: rows, history, dead letters and explanations; audits, and asks the guards. */
  async compare(): Promise<void> {
    const { tasks, found } = await readImage(this.engine.observer);
    expect(tasks).toEqual(this.world.tasks.map((task, index) => expectedImage(task, this.world, tasks[index])));
    expect(found, 'audit and guards').toEqual([]);
  }

  /** Whatever has happened: resumed, with time and workers that succeed, every task comes to rest. */
  async drain(): Promise<void> {
    const unfinished = () => this.world.tasks.flatMap((task, index) => (isAtRest(task) ? [] : [index]));
    for (let round = 0; unfinished().length > 0; round += 1) {
      expect(round, 'rounds until everything rests').toBeLessThan(50);
      while (this.world.tasks.some(({ paused }) => paused)) {
        await this.single({ kind: 'act', action: 'resumeTask', target: 0, amount: 1, anything: false });
      }
      await this.pass(7_000);
      for (const worker of [0, 1, 2]) {
        await this.single({ kind: 'claim', worker, capacity: 40 });
        const said = Array.from({ length: 40 }, (_, pick) => ({ pick, outcome: { kind: 'completed' as const, results: {} } }));
        await this.single({ kind: 'settle', worker, said, capacity: 0 });
      }
    }
  }
}
