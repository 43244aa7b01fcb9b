import 'reflect-metadata';
import { Injectable, type INestApplicationContext, type OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventBus, Orchestrator, TaskerModule, type NamedTaskRequest, type TaskerOptions } from 'nestjs-tasker';
import pg from 'pg';
import { withClient } from '../../server/bench.server.js';
import { assertComplete } from '../../workloads/completed.tasks.js';
import { contentOf, HandledSteps } from '../handled.steps.js';
import type { Peer, PeerEngine, PeerSurroundings } from '../peer.engine.js';
import { WORKFLOWS } from './tasker.workflows.js';

/** Most tasks created by one call. */
const CHUNK = 500;

/** Holds an application that is otherwise ready, until it may begin to work. */
@Injectable()
class StartGate implements OnModuleInit {
  private pass: () => void;
  private arrive: () => void;
  private readonly passed = new Promise<void>((resolve) => (this.pass = resolve));
  readonly reached = new Promise<void>((resolve) => (this.arrive = resolve));

  onModuleInit(): Promise<void> {
    this.arrive();
    return this.passed;
  }

  open(): void {
    this.pass();
  }
}

/** An application of this project, as a user has it: nothing is turned off but its API. */
class TaskerEngine implements PeerEngine {
  private readonly steps = new HandledSteps();
  private readonly gate = new StartGate();
  private at: PeerSurroundings;
  private worker: Promise<INestApplicationContext>;
  private creator: INestApplicationContext | undefined;
  private store: pg.Client | undefined;
  private orchestrator: Orchestrator;
  private created = 0;
  private completed: () => void = () => undefined;

  constructor(private readonly tuned: boolean) {}

  async prepare(surroundings: PeerSurroundings): Promise<void> {
    this.at = surroundings;
    // Installs the schema, and stays to create.
    this.creator = await this.boot({ worker: false });
    this.orchestrator = this.creator.get(Orchestrator);
    this.store = new pg.Client({ connectionString: surroundings.postgres });
    await this.store.connect();
  }

  async open(surroundings: PeerSurroundings): Promise<void> {
    this.at = surroundings;
    this.worker = this.boot(this.tuned ? { worker: { concurrency: surroundings.concurrency } } : {}, this.gate);
    await Promise.race([this.gate.reached, this.worker]);
  }

  async create(workflows: number): Promise<void> {
    const end = this.created + workflows;
    while (this.created < end) {
      const size = Math.min(CHUNK, end - this.created);
      await this.orchestrator.createTasks(Array.from({ length: size }, () => this.next()));
    }
  }

  async work(): Promise<void> {
    this.gate.open();
    const context = await this.worker;
    if (this.at.mode !== 'latency') return;
    this.orchestrator = context.get(Orchestrator);
    context.get(EventBus).subscribe('task.completed', () => this.completed());
  }

  handled(): number {
    return this.steps.count;
  }

  async remaining(): Promise<number> {
    const { rows } = await this.store!.query<{ remaining: string }>(
      'select count(*) as remaining from tasker.tasks where finished_at is null',
    );
    return Number(rows[0]!.remaining);
  }

  async roundTrip(): Promise<void> {
    const completed = new Promise<void>((resolve) => (this.completed = resolve));
    await this.orchestrator.createTask(this.next());
    await completed;
  }

  async close(): Promise<void> {
    this.gate.open();
    await (await this.worker).close();
    await this.creator?.close();
    await this.store?.end();
    if (this.store !== undefined) await withClient(this.at.postgres, (client) => assertComplete(client, this.created));
  }

  private boot(options: Partial<TaskerOptions>, gate?: StartGate): Promise<INestApplicationContext> {
    const root = {
      module: class PeerModule {},
      imports: [TaskerModule.forRoot({ database: { url: this.at.postgres }, api: false, ...options })],
      providers: [
        ...WORKFLOWS,
        { provide: HandledSteps, useValue: this.steps },
        ...(gate === undefined ? [] : [{ provide: StartGate, useValue: gate }]),
      ],
    };
    return NestFactory.createApplicationContext(root, { logger: ['warn', 'error'], abortOnError: false });
  }

  private next(): NamedTaskRequest {
    this.created += 1;
    return { name: this.at.shape, context: { ...contentOf(this.created) } };
  }
}

const OURS = {
  packageName: null,
  runsAtCreation: false,
  needsRedis: false,
  remark: 'Results and the history of every attempt are kept; metrics, spans and analytics are on.',
} as const;

/** This project with one setting for every workload. */
export const taskerPeer: Peer = {
  ...OURS,
  id: 'tasker',
  name: 'nestjs-tasker',
  settings: 'worker.concurrency as --concurrency says, everything else by default',
  create: () => new TaskerEngine(true),
};

/** This project as it is installed. */
export const taskerDefaultsPeer: Peer = {
  ...OURS,
  id: 'tasker-defaults',
  name: 'nestjs-tasker, defaults',
  settings: 'everything by default',
  create: () => new TaskerEngine(false),
};
