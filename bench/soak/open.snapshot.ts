import pg from 'pg';
import { machineNow } from '../measure/machine.clock.js';

/** A transaction that is left open, as a forgotten session or a long report does: rows that were dead after its beginning cannot be cleared away. */
export class OpenSnapshot {
  private client: pg.Client | undefined;
  private until = 0;
  private wasOpen = false;

  constructor(
    private readonly url: string,
    private readonly seconds: number,
  ) {}

  /** Whether it was open at any time since it was asked. */
  takeOpen(): boolean {
    const { wasOpen } = this;
    this.wasOpen = this.client !== undefined;
    return wasOpen;
  }

  async open(): Promise<void> {
    this.client = new pg.Client({ connectionString: this.url });
    await this.client.connect();
    await this.client.query('begin isolation level repeatable read');
    await this.client.query('select count(*) from tasker.workers');
    this.wasOpen = true;
    this.until = machineNow() + this.seconds * 1_000;
  }

  /** Ends it when its time is over. */
  async look(): Promise<void> {
    if (this.client !== undefined && machineNow() >= this.until) await this.close();
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.end();
  }
}
