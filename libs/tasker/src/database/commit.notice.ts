import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { DataSource, EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm';
import { EngineDatabase } from './engine.database.js';

/** Told of tasks that a caller's transaction has created. */
type Told = (taskIds: ReadonlySet<string>) => void;

interface Creation {
  readonly taskIds: readonly string[];
  readonly told: Told;
}

/** Tells when tasks that were written in a caller's transaction are there for everybody. */
@Injectable()
export class CommitNotice implements OnModuleDestroy {
  private readonly watched = new Set<DataSource>();
  private readonly waiting = new WeakMap<QueryRunner, Creation[]>();
  private readonly subscriber: EntitySubscriberInterface = {
    // Called for savepoints too: only the end of the whole transaction counts.
    afterTransactionCommit: ({ queryRunner }) => {
      if (!queryRunner.isTransactionActive) void this.committed(queryRunner);
    },
    afterTransactionRollback: ({ queryRunner }) => {
      if (!queryRunner.isTransactionActive) this.waiting.delete(queryRunner);
    },
  };

  constructor(private readonly database: EngineDatabase) {}

  /**
   * Calls `told` once the manager's transaction has ended, with those of the tasks that are stored then: what was rolled back, with it or with
   * a savepoint in it, is left out. Not called when none is left, nor for a transaction that was ended behind TypeORM's back.
   */
  created(manager: EntityManager, taskIds: readonly string[], told: Told): void {
    const { queryRunner, dataSource } = manager;
    if (queryRunner === undefined) return;
    if (!this.watched.has(dataSource)) {
      this.watched.add(dataSource);
      dataSource.subscribers.push(this.subscriber);
    }
    const others = this.waiting.get(queryRunner);
    if (others === undefined) this.waiting.set(queryRunner, [{ taskIds, told }]);
    else others.push({ taskIds, told });
  }

  onModuleDestroy(): void {
    for (const { subscribers } of this.watched) {
      const place = subscribers.indexOf(this.subscriber);
      if (place >= 0) subscribers.splice(place, 1);
    }
    this.watched.clear();
  }

  /** Looks what is there: PostgreSQL answers a COMMIT of a failed transaction, which it rolls back, without an error. */
  private async committed(queryRunner: QueryRunner): Promise<void> {
    const creations = this.waiting.get(queryRunner);
    if (creations === undefined) return;
    this.waiting.delete(queryRunner);
    const stored = await this.stored(creations.flatMap(({ taskIds }) => taskIds)).catch(() => new Set<string>());
    for (const { taskIds, told } of creations) {
      const left = taskIds.filter((id) => stored.has(id));
      if (left.length > 0) told(new Set(left));
    }
  }

  private async stored(taskIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.rows<[string]>({
      name: 'stored_tasks',
      text: `select t.task_id from ${this.database.prefix}.tasks t where t.task_id = any ($1::uuid[])`,
      values: [taskIds],
    });
    return new Set(rows.map(([id]) => id));
  }
}
