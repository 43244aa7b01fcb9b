import { Injectable } from '@nestjs/common';
import { EngineDatabase } from './engine.database.js';

/** A thing by its id in one external system. */
export interface RemoteObject {
  readonly system: string;
  readonly id: string;
}

/** A link as one of its sides sees it. */
export interface LinkRow {
  /** A bigint as text. */
  id: string;
  other_system: string;
  other_id: string;
}

/** Links between the ids of things in external systems: one method for each SQL function, no logic. */
@Injectable()
export class DependentSystemStore {
  constructor(private readonly database: EngineDatabase) {}

  /** Finds or creates the link of two things, whichever is named first; systems are created on first use. */
  async link(one: RemoteObject, two: RemoteObject): Promise<{ id: string; created: boolean }> {
    const [row] = await this.database.records<{ id: string; created: boolean }>(
      `select * from ${this.database.prefix}.link_systems($1, $2, $3, $4)`,
      [one.system, one.id, two.system, two.id],
    );
    return row!;
  }

  /** Everything that a thing is linked with, in the order of linking. */
  links(thing: RemoteObject): Promise<LinkRow[]> {
    return this.database.records<LinkRow>(`select * from ${this.database.prefix}.find_links($1, $2)`, [thing.system, thing.id]);
  }
}
