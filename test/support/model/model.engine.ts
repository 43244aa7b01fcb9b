import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { installGuards } from '../write.guards.js';
import { blueprint, type Blueprint } from '../creation.js';
import { useSession } from '../session.js';
import { letAdvanceWait } from '../worker.session.js';

/** How many steps a task of the model may have. */
const STEPS = 8;

/** The connections and definitions that the sequences of a test share: two that act, one that looks. */
export interface ModelEngine {
  readonly one: pg.Client;
  readonly two: pg.Client;
  readonly observer: pg.Client;
  /** Without a limit for the whole task. */
  readonly plain: Blueprint;
  /** With one of an hour. */
  readonly limited: Blueprint;
  /** How often what happened. */
  readonly tally: Map<string, number>;
}

/** Gives the tests of a file one database for all sequences, watched by guards. */
export function useModelEngine(): { readonly current: ModelEngine } {
  const session = useSession();
  const clients: pg.Client[] = [];
  let current: ModelEngine;
  beforeAll(async () => {
    for (let made = 0; made < 2; made += 1) {
      const client = new pg.Client({ connectionString: session.url });
      await client.connect();
      clients.push(client);
    }
    await installGuards(session.client);
    await letAdvanceWait(session.client);
    const plain = await blueprint(session.client, STEPS, 'plain');
    const limited = await blueprint(session.client, STEPS, 'limited');
    await session.client.query(
      `update tasker.named_tasks set configuration = configuration || '{"maxExecutionTime": 3600000}' where named_task_id = $1`,
      [limited.namedTask],
    );
    current = { one: clients[0]!, two: clients[1]!, observer: session.client, plain, limited, tally: new Map() };
  });
  afterAll(() => Promise.all(clients.map((client) => client.end())));
  return {
    get current() {
      return current;
    },
  };
}
