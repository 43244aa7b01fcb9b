import { Logger } from '@nestjs/common';
import type { EngineDatabase } from './engine.database.js';
import { sessionOf, sharesSessions } from './pooler.probe.js';
import { processIdOf, type SessionOwner, type SessionPins } from './session.pins.js';
import type { RouteSettings } from './session.terms.js';

/**
 * Finds out, unless the options say it, whose the sessions behind the engine's connections are, and sets the database up for it.
 *
 * @throws ConfigurationError when a pooler gives no transactions
 */
export async function settleSessions(database: EngineDatabase, settings: RouteSettings, pins: SessionPins): Promise<void> {
  const owner = settings.pooler === null ? await ownerOf(database, pins) : 'own';
  const shared = settings.pooler === 'transaction' || owner === 'shared';
  database.sessions = { shared, prepares: settings.preparedStatements ?? !shared };
  if (settings.pooler !== null) return;
  pins.settle(owner);
  if (shared) {
    new Logger('TaskerDatabase').warn(
      'the database is reached through a pooler that shares sessions (PgBouncer in transaction mode, for one): the engine looks for work at ' +
        "intervals instead of being told, and prepares no statements. Say that this is meant with database.pooler: 'transaction', or give the " +
        'address of the server itself',
    );
  }
}

/** A direct connection is told the process that serves it; anything in between is tried. */
async function ownerOf(database: EngineDatabase, pins: SessionPins): Promise<SessionOwner> {
  const client = await database.pool.connect();
  let broken = true;
  try {
    if ((await sessionOf(client)) === processIdOf(client)) {
      broken = false;
      return 'direct';
    }
    const shared = await sharesSessions(client, database.connection);
    if (!shared && database.owned) {
      pins.settle('own');
      await pins.pin(client);
    }
    // The question may still wait for its answer there.
    broken = shared;
    return shared ? 'shared' : 'own';
  } finally {
    client.release(broken);
  }
}
