import type { DataSource } from 'typeorm';
import { ConfigurationError } from '../model/errors.js';
import { taskerEntities } from '../model/tasker.entities.js';
import { checkSchemaName } from './schema.name.js';

/**
 * Points the engine's entities at another schema in one connected DataSource. The classes themselves stay as they are, so
 * two DataSources of one process can read two schemas. Call it after `dataSource.initialize()`; without it the entities
 * read the schema `tasker`.
 *
 * @example
 * const dataSource = await new DataSource({ type: 'postgres', url, entities: taskerEntities }).initialize();
 * bindTaskerEntities(dataSource, 'workflows');
 * @throws ConfigurationError when the name cannot be a schema name, or when the DataSource is not connected or has none of
 * the entities.
 */
export function bindTaskerEntities(dataSource: DataSource, schema: string): void {
  checkSchemaName(schema);
  const ours = dataSource.entityMetadatas.filter((metadata) => (taskerEntities as unknown[]).includes(metadata.target));
  if (ours.length === 0) {
    throw new ConfigurationError(
      'bindTaskerEntities: the DataSource has no entity of nestjs-tasker: list taskerEntities in its entities and await initialize() first.',
    );
  }
  for (const metadata of ours) {
    metadata.schema = schema;
    metadata.tablePath = dataSource.driver.buildTableName(metadata.tableName, schema, metadata.database);
  }
  for (const key of dataSource.entityMetadatas.flatMap((metadata) => metadata.foreignKeys)) {
    key.referencedTablePath = key.referencedEntityMetadata.tablePath;
  }
}
