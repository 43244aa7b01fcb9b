import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { audit } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

const session = useSession();

it.each([
  ['history', "insert into tasker.task_transitions (task_id, created_at, from_state, to_state) values ($1, now(), 'pending', 'complete')"],
  [
    'history of steps',
    "insert into tasker.workflow_step_transitions (task_id, workflow_step_id, attempt, created_at, from_state, to_state) values ($1, 1, 1, now(), 'pending', 'cancelled')",
  ],
  ['warnings', "insert into tasker.task_warnings (task_id, kind, since, noticed_at, detail) values ($1, 'lifetime', now(), now(), '{}')"],
  ['terms', "insert into tasker.task_terms values ('misplaced', '', $1)"],
  ['bottlenecks', "insert into tasker.task_bottlenecks values ($1, 'High', 1, 60, now(), '{High}')"],
  [
    'notes',
    "with type as (insert into tasker.annotation_types (name) values ('note') returning annotation_type_id) insert into tasker.task_annotations (task_id, annotation_type_id, annotation) select $1, annotation_type_id, '{}' from type",
  ],
  ['events to deliver', "insert into tasker.event_feed (created_at, task_id, kind, name) values (now(), $1, 'custom', 'order.shipped')"],
  [
    'deliveries of events',
    "insert into tasker.event_deliveries (consumer, position, task_id, created_at, kind, name) values ('a', 1, $1, now(), 'custom', 'order.shipped')",
  ],
])('%s without a task are found', async (_, insert) => {
  const taskId = randomUUID();
  await session.client.query('begin');
  await session.client.query(insert, [taskId]);
  expect(await audit(session.client)).toMatchObject([{ rule: 'what belongs to a task goes with it', task_id: taskId }]);
  await session.client.query('rollback');
});
