import { LiveChanges } from 'nestjs-tasker';
import type pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, type Blueprint } from '../../support/creation.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { figure } from '../../support/figures.js';
import { committedKeys, keyOf, Listening } from '../../support/live.js';
import { numbersOf, seedOfRun } from '../../support/random.graphs.js';
import { completed, failed, WorkerSession } from '../../support/worker.session.js';

const WRITERS = 5;
const MOVES = 250;
/** Ids go on so far away that whoever begins to listen does not look back to those that are open. */
const JUMP = `select setval(s, pg_sequence_last_value(s) + 12000) from (values
  (pg_get_serial_sequence('tasker.tasks', 'creation_id')::regclass),
  (pg_get_serial_sequence('tasker.task_transitions', 'task_transition_id')::regclass)) as v (s)`;
const FAST = { worker: false, live: { pollInterval: 10 } } as const;

describe('live changes of all tasks', () => {
  const engine = useEngine();
  let plan: Blueprint;

  beforeEach(async () => {
    plan = await blueprint(engine.client, 2);
  });

  const live = ({ module }: EngineApp) => module.get(LiveChanges);

  it('are told once each, however late they commit, to listeners that stay and to one that comes back again and again, in any process', async () => {
    const seed = seedOfRun();
    figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
    const next = numbersOf(seed);
    const apps = [await engine.app([], FAST), await engine.app([], FAST)];
    const steady = new Listening(await live(apps[0]!).tasks());
    const restless = new Restless(apps, steady.stream.cursor, next);
    const coming = restless.run();
    const writers: Writer[] = [];
    for (let count = 0; count < WRITERS; count += 1) writers.push(new Writer(await engine.session(), plan, next));
    const worker = await engine.worker();
    for (let move = 0; move < MOVES; move += 1) {
      await writers[Math.floor(next() * WRITERS)]!.move();
      if (next() < 0.2) await work(worker, next);
      if (next() < 0.04) await engine.rows(JUMP);
      if (next() < 0.04) await engine.rows('select tasker.roll_up(0)');
    }
    for (const writer of writers) await writer.end();
    const committed = await committedKeys(engine.client);
    expect(committed.length).toBeGreaterThan(50);
    await eventually(() => steady.told.length >= committed.length && restless.keys.length >= committed.length, { what: 'all are told' });
    restless.stop();
    await coming;
    expect([...steady.keys].sort()).toEqual(committed);
    expect([...restless.keys].sort()).toEqual(committed);
    figure(`${committed.length} changes, the restless listener came back ${restless.connections} times`);
    await steady.close();
  });
});

/** Creates tasks in transactions and savepoints that stay open for a while, and commits or forgets them. */
class Writer {
  private depth = 0;

  constructor(
    private readonly session: pg.Client,
    private readonly plan: Blueprint,
    private readonly next: () => number,
  ) {}

  async move(): Promise<void> {
    const choice = this.next();
    if (this.depth === 0) await this.go('begin', 1);
    else if (choice < 0.5) await createTask(this.session, this.plan, [{}, { parents: [1] }]);
    else if (choice < 0.65) await this.go('savepoint sp', this.depth + 1);
    else if (choice < 0.75 && this.depth > 1) await this.go('rollback to savepoint sp', this.depth);
    else if (choice < 0.85) await this.go('rollback', 0);
    else await this.go('commit', 0);
  }

  async end(): Promise<void> {
    if (this.depth > 0) await this.go('commit', 0);
  }

  private async go(statement: string, depth: number): Promise<void> {
    await this.session.query(statement);
    this.depth = depth;
  }
}

async function work(worker: WorkerSession, next: () => number): Promise<void> {
  const claims = await worker.claim(4);
  await worker.advance(claims.map((claim) => (next() < 0.8 ? completed(claim) : failed(claim, { permanent: true }))));
}

/** Reads a few changes, goes away, and comes back with its cursor, to one of several processes. */
class Restless {
  readonly keys: string[] = [];
  connections = 0;
  private over = false;
  private closing: (() => Promise<unknown>) | undefined;

  constructor(
    private readonly apps: readonly EngineApp[],
    private cursor: string,
    private readonly next: () => number,
  ) {}

  async run(): Promise<void> {
    while (!this.over) {
      const app = this.apps[Math.floor(this.next() * this.apps.length)]!;
      const stream = await app.module.get(LiveChanges).tasks({}, { after: this.cursor });
      this.connections += 1;
      this.closing = () => stream.return();
      for (let left = 1 + Math.floor(this.next() * 6); left > 0 && !this.over; left -= 1) {
        const { value } = await stream.next();
        if (value === undefined) break;
        if (value.kind !== 'reset') this.keys.push(keyOf(value));
        this.cursor = value.cursor;
      }
      await stream.return();
    }
  }

  stop(): void {
    this.over = true;
    void this.closing?.();
  }
}
