import { Logger } from '@nestjs/common';
import type { ClientBase } from 'pg';

/** Settings that every session of the engine pins; the hot functions pin theirs themselves, for sessions that are not ours. */
const PINS = `select set_config('default_transaction_isolation', 'read committed', false), set_config('timezone', 'UTC', false),
  set_config('statement_timeout', '30s', false), set_config('lock_timeout', '10s', false),
  set_config('idle_in_transaction_session_timeout', '30s', false)`;

/** Whose the sessions behind new connections are: nobody knows yet; nothing is in between; of one connection; of many. */
export type SessionOwner = 'unknown' | 'direct' | 'own' | 'shared';

/**
 * Pins settings in sessions that belong to one connection. In a session that a pooler shares they would stay behind for whoever has it next,
 * other programs included: where something is in between, nothing is written before it is known whose the session is.
 */
export class SessionPins {
  private readonly logger = new Logger('TaskerDatabase');
  private warned = false;

  constructor(private owner: SessionOwner) {}

  /** For a new connection. */
  readonly pin = async (client: ClientBase): Promise<void> => {
    if (this.owner === 'shared') return;
    if (this.owner === 'own') return void (await client.query(PINS));
    const { rowCount } = await client.query(`${PINS} where pg_catalog.pg_backend_pid() = $1`, [processIdOf(client)]);
    if (rowCount === 0 && this.owner === 'direct') this.warn();
  };

  /** What was found out about the first connection holds for the next ones. */
  settle(owner: SessionOwner): void {
    this.owner = owner;
  }

  private warn(): void {
    if (this.warned) return;
    this.warned = true;
    this.logger.warn(
      'a new connection reaches the server through something in between, the first ones did not: if it is a pooler that shares sessions, ' +
        "set database.pooler: 'transaction' and start again",
    );
  }
}

/** The process of the server as the connection was told at its start: something in between tells a number of its own, or none (-1). */
export function processIdOf(client: ClientBase): number {
  return (client as { processID?: number | null }).processID ?? -1;
}
