import { Column, DataSource, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as ours from '../../../libs/tasker/src/entities.js';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

@Entity({ name: 'worker' })
class Worker {
  @PrimaryGeneratedColumn()
  id: number;
  @Column({ type: 'text' })
  shift: string;
  @OneToMany(() => Task, (task) => task.worker)
  tasks: Relation<Task>[];
}

@Entity({ name: 'task' })
class Task {
  @PrimaryGeneratedColumn()
  id: number;
  @Column({ type: 'text' })
  title: string;
  @ManyToOne(() => Worker, (worker) => worker.tasks)
  worker: Relation<Worker>;
}

// A host's entity that points at one of ours has another class name than ours: TypeORM orders its inserts by class name.
@Entity({ name: 'errand' })
class Errand {
  @PrimaryGeneratedColumn()
  id: number;
  @ManyToOne(() => Task)
  task: Relation<Task>;
  @ManyToOne(() => ours.Task, { createForeignKeyConstraints: false })
  run: Relation<ours.Task>;
}

describe.each([
  ['before', [Task, Worker, Errand, ...ours.taskerEntities]],
  ['after', [...ours.taskerEntities, Task, Worker, Errand]],
])("a host's own Task and Worker, listed %s ours", (_, entities) => {
  const session = useSession();
  let dataSource: DataSource;
  let taskId: string;

  beforeAll(async () => {
    taskId = await insertTask(session.client, [{ state: 'in_progress' }]);
    dataSource = await new DataSource({ type: 'postgres', url: session.url, entities, synchronize: true }).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
  });

  it('resolve to their own tables', () => {
    const tableOf = (entity: Parameters<typeof dataSource.getMetadata>[0]) => dataSource.getMetadata(entity).tablePath;
    expect([Task, Worker, ours.Task, ours.Worker].map(tableOf)).toEqual(['task', 'worker', 'tasker.tasks', 'tasker.workers']);
    const relations = dataSource.getMetadata(ours.WorkflowStep).relations;
    const target = (name: string) => relations.find((relation) => relation.propertyName === name)?.inverseEntityMetadata.tablePath;
    expect([target('task'), target('worker')]).toEqual(['tasker.tasks', 'tasker.workers']);
  });

  it('are read side by side, and a host entity may point at one of ours', async () => {
    const worker = await dataSource.getRepository(Worker).save({ shift: 'night' });
    const task = await dataSource.getRepository(Task).save({ title: 'sweep', worker });
    await dataSource.getRepository(Errand).save({ task, run: { taskId } });
    const relations = { task: { worker: true }, run: { steps: { worker: true, task: true } } };
    expect(await dataSource.getRepository(Errand).find({ relations })).toMatchObject([
      {
        task: { title: 'sweep', worker: { shift: 'night' } },
        run: { taskId, state: 'in_progress', steps: [{ task: { taskId }, worker: { host: 'host' } }] },
      },
    ]);
  });
});
