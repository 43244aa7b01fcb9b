import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { afterEach } from 'vitest';
import { EngineDatabase } from '../../libs/tasker/src/database/engine.database.js';
import {
  EventFeedStore,
  type DeliveryEnd,
  type DueDeliveries,
  type FedEvent,
  type FeedPage,
  type GivenUpEvent,
} from '../../libs/tasker/src/database/event-feed.store.js';
import type { Engine } from './engine.js';
import type { Connection } from './rows.js';

/** With what else a consumer of a test is registered: all processes are of one version. */
export const KEPT = { patterns: [], maxAgeMs: 3_600_000 } as const;

/** A process that delivers to one consumer, stepped by a test. */
export class Deliverer {
  readonly holder = randomUUID();

  constructor(
    readonly store: EventFeedStore,
    readonly consumer: string,
    private readonly leaseMs: number,
  ) {}

  read(limit = 100): Promise<FeedPage | 'held' | 'unknown'> {
    return this.store.read(this.consumer, this.holder, { leaseMs: this.leaseMs, limit, patterns: KEPT.patterns });
  }

  /** A page that must be there. */
  async page(limit?: number): Promise<FeedPage> {
    const page = await this.read(limit);
    if (typeof page === 'string') throw new Error(`the feed of ${this.consumer} is ${page}`);
    return page;
  }

  /** Says that a page was handled; what fails is tried twice, without a wait in between. */
  commit(
    { page, through, lost, events }: FeedPage,
    failures: readonly DeliveryEnd[] = [],
    { maxAttempts = 2, waitMs = 0 } = {},
  ): Promise<false | GivenUpEvent[]> {
    const delivered = events.length - failures.length;
    return this.store.commitPage(this.consumer, this.holder, { page: page!, through, lost, delivered, failures, maxAttempts, waitMs });
  }

  /** Reads and commits until there is nothing more. */
  async drain(limit?: number): Promise<FedEvent[]> {
    const taken: FedEvent[] = [];
    for (;;) {
      const page = await this.page(limit);
      if (page.page === null) return taken;
      if ((await this.commit(page)) === false) throw new Error(`a page of ${this.consumer} was refused`);
      taken.push(...page.events);
    }
  }

  async due(limit = 100): Promise<DueDeliveries> {
    const due = await this.store.due(this.consumer, this.holder, { leaseMs: this.leaseMs, limit });
    if (typeof due === 'string') throw new Error(`the deliveries of ${this.consumer} are ${due}`);
    return due;
  }

  settle(settled: readonly DeliveryEnd[], { maxAttempts = 2, waitMs = 0 } = {}): Promise<false | GivenUpEvent[]> {
    return this.store.settle(this.consumer, this.holder, { settled, maxAttempts, waitMs });
  }
}

/** The feed of a test's database. */
export interface Feed {
  /** Ready for statements; each test has its own. */
  store(): Promise<EventFeedStore>;
  /** Registers a consumer, if that is new, and returns a process that delivers to it. */
  deliverer(consumer?: string, wants?: readonly string[], leaseMs?: number): Promise<Deliverer>;
}

/** Gives each test of an engine the store of the feed, and closes it afterwards. */
export function useFeed(engine: Engine): Feed {
  let dataSource: DataSource | undefined;
  afterEach(async () => {
    await dataSource?.destroy();
    dataSource = undefined;
  });
  const store = async () => {
    dataSource ??= await new DataSource({ type: 'postgres', url: engine.url }).initialize();
    return new EventFeedStore(new EngineDatabase(dataSource, 'tasker', false));
  };
  return {
    store,
    deliverer: async (consumer = 'billing', wants = ['*'], leaseMs = 60_000) => {
      const opened = await store();
      await opened.register(consumer, { ...KEPT, wants });
      return new Deliverer(opened, consumer, leaseMs);
    },
  };
}

/** Pauses or resumes a task: one row of its history, written in the session's transaction if there is one. */
export async function act(connection: Connection, taskId: string, action: 'pause' | 'resume', reason = 'test'): Promise<void> {
  await connection.query(`select from tasker.${action}_task($1, 'ann', $2)`, [taskId, reason]);
}

/** What a person did to a task, as an event says it. */
export function deedOf(event: FedEvent): string {
  if (event.kind === 'custom') throw new Error(`${event.name} is no deed`);
  return `${event.transition.metadata?.['action'] as string} ${event.transition.reason}`;
}

/** Gives the session's transaction an id before it writes anything. */
export async function takeId(session: pg.Client): Promise<void> {
  await session.query('select pg_current_xact_id()');
}
