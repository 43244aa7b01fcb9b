import { getDataSourceToken, InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import {
  ConfigurationError,
  InvalidRequestError,
  Orchestrator,
  StepHandler,
  TaskerModule,
  TaskHandler,
  type TaskerOptions,
} from 'nestjs-tasker';
import { Column, DataSource, Entity, PrimaryGeneratedColumn, type EntityManager, type Repository } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../support/database.js';
import { useEngine } from '../../support/engine.js';
import { Gates } from '../../support/gates.js';
import { single } from '../../support/workflows.js';
import { runTask, useHosts } from './hosts.js';

/** An entity of the host with a name that the engine has too. */
@Entity('host_task')
class Task {
  @PrimaryGeneratedColumn() id: number;
  @Column('text') title: string;
}

@TaskHandler({ name: 'write' })
class Write {
  constructor(@InjectRepository(Task) private readonly tasks: Repository<Task>) {}
  @StepHandler() async store() {
    return { id: (await this.tasks.save({ title: 'from a step' })).id };
  }
}

describe('a DataSource of the host', () => {
  const engine = useEngine();
  const { start, refusal } = useHosts(engine);
  const typeorm = (options: object = {}) =>
    TypeOrmModule.forRoot({ type: 'postgres', url: engine.url, entities: [Task], synchronize: true, ...options });
  const shared = (options: Partial<TaskerOptions> = {}) =>
    TaskerModule.forRootAsync({
      inject: [getDataSourceToken()],
      useFactory: (dataSource: DataSource) => ({ database: { dataSource }, ...options }),
      api: false,
    });

  it('lends its connections; its entities stay as they are', async () => {
    const imports = [typeorm(), TypeOrmModule.forFeature([Task])];
    const module = await start(shared(), { imports, providers: [Write] });
    expect((await runTask(module, 'write')).results).toEqual({ store: { id: 1 } });
    const dataSource = module.get(DataSource);
    expect(dataSource.entityMetadatas.map(({ tableName }) => tableName)).toEqual(['host_task']);
    expect(module.get<DataSource>(getDataSourceToken('tasker'), { strict: false })).toBe(dataSource);
    const sessions = await engine.rows(
      "select count(*)::integer as ours from pg_stat_activity where datname = current_database() and application_name = 'nestjs-tasker'",
    );
    expect(sessions).toEqual([{ ours: 0 }]);
  });

  it('is refused when its sessions begin with another isolation level than the engine can run under', async () => {
    const isolated = typeorm({ extra: { options: '-c default_transaction_isolation=repeatable\\ read' } });
    const error = await refusal(shared(), { imports: [isolated] });
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toMatch(/^database\.dataSource: its sessions begin with transaction isolation 'repeatable read', tasker needs/);
  });

  it('is drained before it is closed: a running step finishes and is stored', async () => {
    const gates = new Gates();
    const Slow = single(async () => {
      await gates.pass('step');
      return { finished: true };
    });
    const module = await start(shared(), { imports: [typeorm()], providers: [Slow] });
    const { taskId } = await module.get(Orchestrator).createTask({ name: 'single', context: {} });
    await gates.reached('step');
    const closing = module.close();
    gates.open('step');
    await closing;
    expect(module.get(DataSource).isInitialized).toBe(false);
    expect(await engine.rows('select state from tasker.tasks where task_id = $1', [taskId])).toEqual([{ state: 'complete' }]);
    expect(engine.logs.with('error')).toEqual([]);
  });

  it('stays open when the host made it without a module', async () => {
    const dataSource = await new DataSource({ type: 'postgres', url: engine.url }).initialize();
    const module = await start(TaskerModule.forRoot({ database: { dataSource }, api: false }), { providers: [single(() => ({}))] });
    await runTask(module, 'single');
    await module.close();
    expect(await dataSource.query('select 1 as alive')).toEqual([{ alive: 1 }]);
    await dataSource.destroy();
  });

  it('is refused when it is not connected or not of PostgreSQL', async () => {
    const closed = new DataSource({ type: 'postgres', url: engine.url });
    const foreign = new DataSource({ type: 'better-sqlite3', database: ':memory:', driver: {} } as never);
    for (const dataSource of [closed, foreign]) {
      const error = await refusal(TaskerModule.forRoot({ database: { dataSource }, api: false }));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error.message).toMatch(/^database\.dataSource: tasker needs an initialised DataSource of type 'postgres'/);
    }
  });

  it('may have another time zone', async () => {
    await engine.client.query(`alter database ${engine.client.database} set timezone = 'America/St_Johns'`);
    const module = await start(shared(), { imports: [typeorm()], providers: [single(() => ({}))] });
    const before = Date.now();
    const done = await runTask(module, 'single');
    expect(done.state).toBe('complete');
    expect(Math.abs(done.requestedAt.getTime() - before)).toBeLessThan(60_000);
  });

  describe('and a task created in its transaction', () => {
    const inTransaction = async (dataSource: DataSource, work: (manager: EntityManager) => Promise<void>) => dataSource.transaction(work);
    const create = (orchestrator: Orchestrator, manager: EntityManager) =>
      orchestrator.createTask({ name: 'single', context: {} }, { manager });
    const scene = async (options: Partial<TaskerOptions> = {}) => {
      const tasker = TaskerModule.forRoot({ database: { url: engine.url }, ...options, api: false });
      const module = await start(tasker, { imports: [typeorm()], providers: [single(() => ({}))] });
      return { dataSource: module.get(DataSource), orchestrator: module.get(Orchestrator) };
    };

    it('is visible and runs once the transaction is committed, not before', async () => {
      const { dataSource, orchestrator } = await scene();
      let taskId = '';
      await inTransaction(dataSource, async (manager) => {
        await manager.getRepository(Task).save({ title: 'together' });
        ({ taskId } = await create(orchestrator, manager));
        await expect(orchestrator.getTask(taskId)).rejects.toThrow('there is no task');
      });
      expect((await orchestrator.waitForTask(taskId, { timeout: '20s' })).state).toBe('complete');
    });

    it('is rolled back with it', async () => {
      const { dataSource, orchestrator } = await scene();
      const work = inTransaction(dataSource, async (manager) => {
        await create(orchestrator, manager);
        throw new Error('no deal');
      });
      await expect(work).rejects.toThrow('no deal');
      expect(await orchestrator.listTasks()).toEqual({ tasks: [], nextCursor: null });
    });

    it('is refused without a running transaction: it would be committed alone', async () => {
      const { dataSource, orchestrator } = await scene({ worker: false });
      for (const manager of [dataSource.manager, dataSource.createQueryRunner().manager]) {
        const refused = create(orchestrator, manager);
        await expect(refused).rejects.toBeInstanceOf(InvalidRequestError);
        await expect(refused).rejects.toThrow('manager: the manager has no running transaction');
      }
      expect((await orchestrator.listTasks()).tasks).toEqual([]);
    });

    it('is refused in a transaction on another database, with the names of both', async () => {
      const other = await createTestDatabase();
      const { orchestrator } = await scene({ worker: false });
      const elsewhere = await new DataSource({ type: 'postgres', url: other.url }).initialize();
      const refused = inTransaction(elsewhere, async (manager) => void (await create(orchestrator, manager)));
      const ours = new URL(engine.url).pathname.slice(1);
      await expect(refused).rejects.toThrow(`manager: the manager belongs to database '${other.name}', tasker lives in '${ours}'`);
      expect(await elsewhere.query('select from tasker.tasks')).toEqual([]);
      await elsewhere.destroy();
      await other.drop();
    });
  });
});
