import pg from 'pg';
import { contentOf, HandledSteps, type Content, type StepResult } from '../handled.steps.js';
import type { Peer, PeerEngine, PeerSurroundings, Shape } from '../peer.engine.js';
import { loadPeer } from '../peer.packages.js';

/** Workflows that run at the same time in throughput runs; more wait for a connection of the pool. */
const IN_FLIGHT = 50;
const PARTS = 50;

/** What the bench uses of `DBOS`. */
interface Dbos {
  setConfig(config: Readonly<Record<string, unknown>>): void;
  launch(): Promise<void>;
  shutdown(): Promise<void>;
  registerWorkflow(workflow: Workflow, config: { name: string }): Workflow;
  runStep<T>(step: () => Promise<T>, config: { name: string }): Promise<T>;
}

type Workflow = (content: Content) => Promise<StepResult>;

/** The workflows are registered once a process, however often it is launched; their steps are counted for the engine that is open. */
class RegisteredWorkflows {
  private static registered: RegisteredWorkflows | null = null;
  readonly byShape: Readonly<Record<Shape, Workflow>>;
  handled = new HandledSteps();

  private constructor(readonly dbos: Dbos) {
    this.byShape = {
      single: dbos.registerWorkflow((content) => this.step('only', content), { name: 'single' }),
      linear: dbos.registerWorkflow((content) => this.linear(content), { name: 'linear' }),
      diamond: dbos.registerWorkflow((content) => this.spread(content, ['left', 'right']), { name: 'diamond' }),
      'fan-out': dbos.registerWorkflow((content) => this.spread(content, PARTS_OF_FAN_OUT), { name: 'fan-out' }),
    };
  }

  static get(): RegisteredWorkflows {
    return (this.registered ??= new RegisteredWorkflows(loadPeer<{ DBOS: Dbos }>('@dbos-inc/dbos-sdk').DBOS));
  }

  private async linear(content: Content): Promise<StepResult> {
    let result = await this.step('first', content);
    for (const name of ['second', 'third', 'fourth', 'fifth']) result = await this.step(name, content, [result]);
    return result;
  }

  private async spread(content: Content, names: readonly string[]): Promise<StepResult> {
    const first = await this.step('split', content);
    const parts = await Promise.all(names.map((name) => this.step(name, content, [first])));
    return this.step('join', content, parts);
  }

  private step(name: string, content: Content, parents: readonly StepResult[] = []): Promise<StepResult> {
    return this.dbos.runStep(async () => this.handled.handle(content, parents, parents.length), { name });
  }
}

const PARTS_OF_FAN_OUT = Array.from({ length: PARTS }, (_, place) => `part_${place + 1}`);

/** Workflows as functions; the process that starts one runs it. */
class DbosEngine implements PeerEngine {
  private readonly steps = new HandledSteps();
  private workflow: Workflow;
  private store: pg.Client;
  private number = 0;

  async prepare(): Promise<void> {
    // `launch` makes its tables.
  }

  async open({ postgres, shape }: PeerSurroundings): Promise<void> {
    const registered = RegisteredWorkflows.get();
    registered.handled = this.steps;
    this.workflow = registered.byShape[shape];
    registered.dbos.setConfig({
      name: 'bench',
      systemDatabaseUrl: postgres,
      logLevel: 'error',
      applicationVersion: 'bench',
    });
    await registered.dbos.launch();
    this.store = new pg.Client({ connectionString: postgres });
    await this.store.connect();
  }

  async create(workflows: number): Promise<void> {
    const { workflow } = this;
    const end = this.number + workflows;
    const starter = async () => {
      while (this.number < end) await workflow(contentOf((this.number += 1)));
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, starter));
  }

  async work(): Promise<void> {
    // It has been working since it was opened.
  }

  handled(): number {
    return this.steps.count;
  }

  async remaining(): Promise<number> {
    const { rows } = await this.store.query<{ complete: string }>(
      `select count(*) as complete from dbos.workflow_status where status = 'SUCCESS'`,
    );
    return this.number - Number(rows[0]!.complete);
  }

  async roundTrip(): Promise<void> {
    const { workflow } = this;
    await workflow(contentOf((this.number += 1)));
  }

  async close(): Promise<void> {
    await this.store.end();
    await RegisteredWorkflows.get().dbos.shutdown();
  }
}

/** DBOS Transact, workflows started directly. */
export const dbosPeer: Peer = {
  id: 'dbos',
  name: 'DBOS, direct',
  packageName: '@dbos-inc/dbos-sdk',
  settings: `workflows are functions of steps, ${IN_FLIGHT} of them at a time, parallel steps by Promise.all; the default pool of 10 connections: 20 and 40, with 10 to 200 workflows at a time, make no step cheaper`,
  remark:
    'Every step is a checkpoint of its own and nothing is batched. The process that starts a workflow runs it, so starting them is part of the rate.',
  runsAtCreation: true,
  needsRedis: false,
  exceptions: {
    W1x10: { workflows: 2_000, reason: 'ten times W1 would take it a minute' },
    W4: { workflows: 4_000, reason: '10,000 would take it more than 20 seconds' },
    W7: { workflows: 0, reason: 'the process that starts a workflow runs it' },
  },
  create: () => new DbosEngine(),
};
