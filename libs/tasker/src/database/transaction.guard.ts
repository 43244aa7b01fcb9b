import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { InvalidRequestError } from '../model/errors.js';
import { EngineDatabase } from './engine.database.js';

interface DatabaseIdentity {
  name: string;
  /** The server's start and the database's oid: two servers may well have databases of one name. */
  identity: string;
}

const IDENTITY = `select current_database() as name, pg_postmaster_start_time()::text || ':' ||
  (select d.oid from pg_database d where d.datname = current_database()) as identity`;

/** Refuses to create tasks through an EntityManager that would not do what its user means. */
@Injectable()
export class TransactionGuard {
  private readonly known = new WeakSet<DataSource>();

  constructor(private readonly database: EngineDatabase) {}

  /** @throws InvalidRequestError without a running transaction, or with one on another database */
  async check(manager: EntityManager): Promise<void> {
    if (manager.queryRunner?.isTransactionActive !== true) {
      throw refused('the manager has no running transaction: pass the one that dataSource.transaction() gives you');
    }
    if (manager.dataSource === this.database.dataSource || this.known.has(manager.dataSource)) return;
    const [theirs] = await manager.query<DatabaseIdentity[]>(IDENTITY);
    const [ours] = await this.database.records<DatabaseIdentity>(IDENTITY);
    if (theirs?.identity !== ours?.identity) {
      throw refused(`the manager belongs to database '${theirs?.name}', tasker lives in '${ours?.name}'`);
    }
    this.known.add(manager.dataSource);
  }
}

function refused(message: string): InvalidRequestError {
  return new InvalidRequestError([{ path: 'manager', message }]);
}
