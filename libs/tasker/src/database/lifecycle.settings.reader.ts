import { Injectable } from '@nestjs/common';
import { EngineDatabase } from './engine.database.js';

/** Settings of operation that the snapshot of a definition has; undefined where it says nothing. */
export interface DefinitionSettingsRow {
  readonly named_task_id: number;
  readonly staleness: unknown;
  readonly retention: unknown;
}

/** Reads what definitions say about the life of their tasks: whoever runs a job serves the definitions of every process. */
@Injectable()
export class LifecycleSettingsReader {
  constructor(private readonly database: EngineDatabase) {}

  /** Every definition that any deployment has registered. */
  all(): Promise<DefinitionSettingsRow[]> {
    return this.database.records<DefinitionSettingsRow>(
      `select d.named_task_id, d.configuration -> 'staleness' as staleness, d.configuration -> 'retention' as retention
       from ${this.database.prefix}.named_tasks d`,
    );
  }
}
