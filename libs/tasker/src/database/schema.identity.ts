import { Injectable } from '@nestjs/common';
import { EngineDatabase } from './engine.database.js';

/** Says which rows the engine works on, whatever name the server is reached by. */
@Injectable()
export class SchemaIdentity {
  private known: Promise<string> | undefined;

  constructor(private readonly database: EngineDatabase) {}

  /** The same text in every process on the same schema, another one for every other schema, database and cluster. Read once. */
  read(): Promise<string> {
    this.known ??= this.ask().catch((error: unknown) => {
      this.known = undefined;
      throw error;
    });
    return this.known;
  }

  private async ask(): Promise<string> {
    const [row] = await this.database.rows<[cluster: string, database: string]>({
      name: 'schema_identity',
      text: 'select system_identifier::text, pg_catalog.current_database() from pg_catalog.pg_control_system()',
      values: [],
    });
    return [...row!, this.database.schema].join('/');
  }
}
