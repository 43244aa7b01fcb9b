import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as entities from '../../../libs/tasker/src/entities.js';
import { bindTaskerEntities, taskerEntities } from '../../../libs/tasker/src/entities.js';
import { migrateDatabase } from '../../../libs/tasker/src/database/schema.installer.js';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

const schema = 'wf';

describe('rows read through the entities of a bound DataSource', () => {
  const session = useSession({ empty: true });
  let dataSource: DataSource;
  let taskId: string;

  beforeAll(async () => {
    await migrateDatabase({ url: session.url }, { schema });
    taskId = await insertTask(
      session.client,
      [{ state: 'complete', results: { sum: 3 } }, { parents: [1], state: 'in_progress' }, { state: 'error' }],
      {
        schema,
        context: { order: 1 },
      },
    );
    await session.client.query(`
      insert into wf.task_transitions (task_id, created_at, from_state, to_state, metadata)
        values ('${taskId}', now(), 'pending', 'in_progress', '{"by": "test"}');
      insert into wf.annotation_types (name) values ('note');
      insert into wf.task_annotations (task_id, annotation_type_id, annotation) values ('${taskId}', 1, '{"text": "hello"}');
      insert into wf.limits (kind, name) values ('key', 'default/rows');
      insert into wf.limit_keys select t.named_task_id, 1, 1, 2, '{customer}' from wf.named_tasks t;
      insert into wf.limit_slots values ('${taskId}', 1, 1, 1, 'a', null, now());
      insert into wf.limit_waits values ('${taskId}', 3, 1, 'a', 1, 0, now());
      insert into wf.dead_letters (task_id, named_task_id, failed_at) select task_id, named_task_id, now() from wf.tasks;
      insert into wf.task_warnings (task_id, kind, since, noticed_at, detail) values ('${taskId}', 'lifetime', now(), now(), '{}');
      insert into wf.task_bottlenecks values ('${taskId}', 'High', 3, 60, now(), '{Medium,High}');
      insert into wf.task_terms values ('tag', 'urgent', '${taskId}');
      insert into wf.archived_tasks select task_id, now(), 'default', 'rows', '1.0.0', state, requested_at, now(), to_jsonb(t) from wf.tasks t;
      insert into wf.job_leases (name, holder, until) select 'job', task_id, now() from wf.tasks;
      insert into wf.event_consumers values ('billing', '{task:complete}', '{task.completed}', now(), '7 days');
      insert into wf.event_cursors (consumer, seen_before, seen_except) values ('billing', 1, '{}');
      insert into wf.event_feed (created_at, task_id, kind, name) select now(), task_id, 'custom', 'order.shipped' from wf.tasks;
      insert into wf.event_deliveries (consumer, position, task_id, created_at, kind, name)
        select 'billing', position, task_id, created_at, kind, name from wf.event_feed;
      update wf.analytics_marks set creation_id = 1, as_of = now();
      insert into wf.analytics_totals (named_task_id, created) values (1, 1);
      insert into wf.analytics_tasks (named_task_id, span, began_at, created) values (1, 60, now(), 1);
      insert into wf.analytics_steps (named_task_id, named_step_id, span, began_at, attempts) values (1, 1, 60, now(), 1);
      insert into wf.analytics_errors values (1, 1, now(), 'TypeError', 1, 0, now(), 'x is not a function');
      insert into wf.analytics_slowest select 1, 'task', 600, now(), 1.5, task_id, 0, 0, now() from wf.tasks;
      insert into wf.task_deadlines (task_id, deadline_at) values ('${taskId}', now() + interval '1 hour');
      update wf.tasks set annotates = true;
      insert into wf.annotation_hooks (task_id, named_task_id, due_at) select task_id, named_task_id, now() from wf.tasks;
      insert into wf.dependent_systems (name) values ('erp');
      insert into wf.dependent_system_object_maps (dependent_system_one_id, dependent_system_two_id, remote_id_one, remote_id_two)
        select min(dependent_system_id), max(dependent_system_id), 'a', 'b' from wf.dependent_systems;
      update wf.workers set lease = '1 day 2 hours 3 minutes 4.5 seconds'`);
    dataSource = await new DataSource({ type: 'postgres', url: session.url, entities: taskerEntities }).initialize();
    bindTaskerEntities(dataSource, schema);
  });
  afterAll(async () => {
    await dataSource.destroy();
  });

  it.each(taskerEntities.map((entity) => [entity.name, entity] as [string, EntityTarget<ObjectLiteral>]))('%s', async (_, entity) => {
    const metadata = dataSource.getMetadata(entity);
    const relations = Object.fromEntries(metadata.relations.map((relation) => [relation.propertyName, true]));
    const rows = await dataSource.getRepository(entity).find({ relations });
    expect(rows.length).toBeGreaterThan(0);
    for (const relation of metadata.relations) {
      const related = rows.map((row) => row[relation.propertyName] as unknown);
      expect(related.some((value) => (Array.isArray(value) ? value.length > 0 : value != null))).toBe(true);
    }
    const [count] = await session.rows(`select count(*)::integer as rows from ${schema}.${metadata.tableName}`);
    expect(rows).toHaveLength(count?.rows as number);
  });

  it('a task comes with its definition, steps and history, in JavaScript types', async () => {
    const task = await dataSource.getRepository(entities.Task).findOneOrFail({
      where: { taskId },
      relations: {
        namedTask: { taskNamespace: true },
        steps: { namedStep: { dependentSystem: true }, lane: true, transitions: true },
        transitions: true,
      },
      order: { steps: { workflowStepId: 'ASC' } },
    });
    expect(task).toMatchObject({
      state: 'in_progress',
      incompleteSteps: 2,
      activeSteps: 1,
      tags: [],
      context: { order: 1 },
      namedTask: { name: 'rows', version: '1.0.0', taskNamespace: { name: 'default' } },
    });
    expect(task.requestedAt).toBeInstanceOf(Date);
    expect(task.transitions).toMatchObject([{ toState: 'in_progress', metadata: { by: 'test' }, taskTransitionId: '1' }]);
    expect(task.steps).toMatchObject([
      { state: 'complete', results: { sum: 3 }, childIds: [2], namedStep: { name: 'step_1', dependentSystem: { name: 'unknown' } } },
      { state: 'in_progress', parentIds: [1], claimedBy: expect.any(String), lane: { queue: 'default' } },
      { state: 'error', error: { message: 'failed' }, readyAt: null, transitions: [{ attempt: 1, toState: 'error' }] },
    ]);
    expect(task.steps[0]?.processedAt).toBeInstanceOf(Date);
  });

  it('a query builder joins across relations', async () => {
    const steps = await dataSource
      .getRepository(entities.WorkflowStep)
      .createQueryBuilder('step')
      .innerJoinAndSelect('step.worker', 'worker')
      .innerJoin('step.task', 'task')
      .where('task.taskId = :taskId', { taskId })
      .getMany();
    expect(steps).toMatchObject([{ workflowStepId: 2, worker: { queues: ['default'], leaseMs: 93_784_500 } }]);
  });

  it('the history of steps keeps the start and the end of an attempt apart', async () => {
    const moves = await dataSource
      .getRepository(entities.WorkflowStepHistory)
      .find({ where: { taskId, workflowStepId: 3 }, order: { createdAt: 'ASC' } });
    expect(moves).toMatchObject([
      { fromState: 'pending', toState: 'in_progress', durationSeconds: null },
      { fromState: 'in_progress', toState: 'error', durationSeconds: 0.001 },
    ]);
  });

  it('a worker and an annotation are written as they are read', async () => {
    const workers = dataSource.getRepository(entities.Worker);
    const [worker] = await workers.find();
    await workers.save({ ...worker, leaseMs: 1500 });
    expect(await session.rows('select lease = interval $$1.5 seconds$$ as same from wf.workers')).toEqual([{ same: true }]);
    const annotations = dataSource.getRepository(entities.TaskAnnotation);
    const saved = await annotations.save({ taskId, annotationTypeId: 1, annotation: { text: 'again' } });
    expect(saved).toMatchObject({ taskAnnotationId: '2', createdAt: expect.any(Date) });
  });
});
