import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { migrateDatabase } from '../../../libs/tasker/src/database/schema.installer.js';
import { audit, insertWorker } from '../../support/rows.js';
import { useSession } from '../../support/session.js';
import { outcomeParameters } from '../../support/worker.session.js';

describe('two schema names in one database', () => {
  const session = useSession({ empty: true });
  const schemas = ['tasker', 'user'];

  beforeAll(async () => {
    for (const schema of schemas) await migrateDatabase({ url: session.url }, { schema });
  });

  async function createTask(schema: string, name: string): Promise<string> {
    const step = { name: 'only', dependentSystem: 'unknown', queue: 'default', skippable: false, retryable: true, retryLimit: 3 };
    const [definition] = await session.rows(
      `select named_task_id as task, (steps #> '{only,0}')::integer as step, (steps #> '{only,1}')::integer as lane
       from "${schema}".register_definition('default', $1, '1.0.0', null, 'hash', $2)`,
      [name, { steps: [step] }],
    );
    const taskId = randomUUID();
    const graph = {
      named_step_id: definition?.step,
      lane: definition?.lane,
      retry_limit: 3,
      retryable: true,
      skippable: false,
      parents: [],
      children: [],
    };
    const words = { initiator: 'ann', source_system: 'test', reason: 'test', tags: [], bypass_steps: [], priority: 0, context: {} };
    const task = { task_id: taskId, graph: 0, named_task_id: definition?.task, ...words };
    await session.client.query(`select from "${schema}".create_tasks($1, $2, null, 0, '{}')`, [
      JSON.stringify([[graph]]),
      JSON.stringify([task]),
    ]);
    return taskId;
  }

  it('hold their own definitions and tasks', async () => {
    for (const schema of schemas) {
      const taskId = await createTask(schema, `of_${schema}`);
      expect(await session.rows(`select task_id, state from "${schema}".tasks`)).toEqual([{ task_id: taskId, state: 'pending' }]);
      expect(await session.rows(`select name from "${schema}".named_tasks`)).toEqual([{ name: `of_${schema}` }]);
    }
  });

  it('claim and complete their own steps only', async () => {
    const worker = await insertWorker(session.client, 'user');
    const advance = (outcomes: object[]) =>
      session.rows(
        `select kind, task_id, workflow_step_id, attempt
         from "user".advance($1, $2, $3, $4, $5, $6, $7, $8, true, 8, 0, '{1}', null, false)`,
        [worker, ...outcomeParameters(outcomes)],
      );
    const [claimed] = (await advance([])).filter((row) => row.kind === 'claimed');
    expect(claimed).toMatchObject({ workflow_step_id: 1, attempt: 1 });
    await advance([{ t: claimed?.task_id, s: 1, a: 1, k: 'completed', r: {} }]);
    expect(await session.rows('select state from "user".tasks')).toEqual([{ state: 'complete' }]);
    expect(await session.rows('select state from tasker.tasks')).toEqual([{ state: 'pending' }]);
    expect(await audit(session.client, 'user')).toEqual([]);
    expect(await audit(session.client)).toEqual([]);
  });

  it('wake workers on channels of their own', async () => {
    const heard: string[] = [];
    session.client.on('notification', (message) => heard.push(message.channel));
    await session.client.query('listen "tasker.work"; listen "user.work"; listen "tasker.stopped"; listen "user.stopped"');
    const created = await createTask('user', 'woken');
    const claim = `update "user".workflow_steps set state = 'in_progress', claimed_by = $2, attempts = 1, ready_at = null where task_id = $1`;
    await session.client.query(claim, [created, await insertWorker(session.client, 'user')]);
    await session.client.query(`select from "user".cancel_task($1, 'ann', 'test')`, [created]);
    await createTask('tasker', 'woken');
    await session.client.query('select 1');
    expect(heard).toEqual(['user.work', 'user.stopped', 'tasker.work']);
  });
});
