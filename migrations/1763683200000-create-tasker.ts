import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DEFAULT_SCHEMA, installStatements, removeStatements, stampStatement } from './schema.js';

const VERSION = 1763683200000;

/** Installs the engine's tables, indexes, functions and views; down removes them, and the schema when it is then empty. */
export class CreateTasker1763683200000 implements MigrationInterface {
  /** Key in the ledger. It carries the schema name, so that one DataSource can hold the migrations of two schemas. */
  readonly name: string;

  constructor(private readonly schema: string = DEFAULT_SCHEMA) {
    this.name = schema === DEFAULT_SCHEMA ? `CreateTasker${VERSION}` : `CreateTasker_${schema}_${VERSION}`;
  }

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(installStatements(this.schema) + stampStatement(this.schema, VERSION));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(removeStatements(this.schema));
  }
}
