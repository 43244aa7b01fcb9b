import type { Socket } from 'node:net';
import { Injectable, Logger } from '@nestjs/common';
import { Client, escapeIdentifier, type QueryConfig } from 'pg';
import { describeFailure } from './database.failure.js';
import { EngineDatabase } from './engine.database.js';
import type { ClaimKey } from './outcome.js';

/** What a notification says. Progress never depends on one: it only saves waiting for the next poll. */
export interface WakeCallbacks {
  /** Work may be ready; also called after each (re)connect, for what was missed in between. */
  work(): void;
  /** A task was stopped, or only one attempt of it. */
  stopped(taskId: string, attempt?: ClaimKey): void;
}

/** How long a server may take to answer before the connection counts as dead. */
const ANSWER_MS = 5_000;
/** How long a goodbye may take. */
const END_MS = 500;
const RECONNECT_MS = { first: 200, most: 5_000 };
/** How often the session is asked whether it still listens: finds half-open sockets and poolers that dropped the LISTEN. */
const CHECK_MS = 30_000;

/** One connection of its own that listens for the engine's notifications and comes back by itself when it is cut. */
@Injectable()
export class WakeListener {
  private readonly logger = new Logger('TaskerListener');
  private client: Client | undefined;
  private callbacks: WakeCallbacks | undefined;
  private retry: NodeJS.Timeout | undefined;
  private check: NodeJS.Timeout | undefined;
  private wait = RECONNECT_MS.first;
  private closed = false;

  constructor(private readonly database: EngineDatabase) {}

  /**
   * Starts listening; returns at once, a database that is away is tried again. Where a pooler shares sessions nothing would be heard, and
   * somebody else's session would listen: then it does nothing, and whoever polls is what there is.
   */
  start(callbacks: WakeCallbacks): void {
    if (this.database.sessions.shared) return;
    this.callbacks = callbacks;
    this.closed = false;
    void this.connect();
  }

  async stop(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    clearInterval(this.check);
    const { client } = this;
    this.client = undefined;
    if (client !== undefined) await end(client);
  }

  private async connect(): Promise<void> {
    const client = new Client({
      ...this.database.connection,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: ANSWER_MS,
    });
    this.client = client;
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client, new Error('connection ended')));
    client.on('notification', ({ channel, payload }) => this.heard(channel, payload ?? ''));
    try {
      await client.connect();
      const { schema } = this.database;
      const text = `listen ${escapeIdentifier(`${schema}.work`)}; listen ${escapeIdentifier(`${schema}.stopped`)}`;
      await client.query({ text, query_timeout: ANSWER_MS } as QueryConfig);
    } catch (error) {
      this.lost(client, error);
      return;
    }
    if (this.closed) return end(client);
    this.wait = RECONNECT_MS.first;
    this.check = setInterval(() => void this.verify(client), CHECK_MS);
    this.check.unref();
    this.callbacks?.work();
  }

  private heard(channel: string, payload: string): void {
    if (channel === `${this.database.schema}.work`) this.callbacks?.work();
    else this.stopped(payload.split(' '));
  }

  /** `<task>`, or `<task> <place> <attempt>`. */
  private stopped([taskId = '', stepId, attempt]: readonly string[]): void {
    if (stepId === undefined) this.callbacks?.stopped(taskId);
    else this.callbacks?.stopped(taskId, { taskId, stepId: Number(stepId), attempt: Number(attempt) });
  }

  private async verify(client: Client): Promise<void> {
    const config: QueryConfig & { query_timeout: number } = { text: 'select pg_listening_channels()', query_timeout: ANSWER_MS };
    try {
      const { rowCount } = await client.query(config);
      if (rowCount !== 2)
        throw new Error("the session no longer listens; behind a pooler that shares sessions set database.pooler: 'transaction'");
    } catch (error) {
      this.lost(client, error);
    }
  }

  private lost(client: Client, error: unknown): void {
    if (this.client !== client || this.closed) return;
    this.client = undefined;
    clearInterval(this.check);
    void end(client);
    this.logger.warn(`listening connection lost, polling until it is back: ${describeFailure(error)}`);
    this.retry = setTimeout(() => void this.connect(), this.wait);
    this.retry.unref();
    this.wait = Math.min(this.wait * 2, RECONNECT_MS.most);
  }
}

/** A peer that has gone silent never says goodbye back: the socket is closed then. */
async function end(client: Client): Promise<void> {
  const timer = setTimeout(() => (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy(), END_MS);
  await client.end().catch(() => undefined);
  clearTimeout(timer);
}
