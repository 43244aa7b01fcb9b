import { DataSource, type QueryRunner } from 'typeorm';
import { ConfigurationError } from '../model/errors.js';

/** Where a one-off piece of work finds the database: a URL, or a connected DataSource of the host. */
export type DatabaseConnection = { readonly url: string } | { readonly dataSource: DataSource };

/**
 * Does a piece of work on one connection and gives the connection back. For a URL a DataSource with a single connection
 * is opened and closed; of a host's DataSource one connection is borrowed.
 *
 * @throws ConfigurationError when the host's DataSource is not connected.
 */
export async function onSingleConnection<T>(connection: DatabaseConnection, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  if ('dataSource' in connection) {
    if (!connection.dataSource.isInitialized) {
      throw new ConfigurationError('database.dataSource: the DataSource is not connected: await dataSource.initialize() first.');
    }
    return await borrow(connection.dataSource, work);
  }
  const own = new DataSource({ type: 'postgres', url: connection.url, poolSize: 1, applicationName: 'nestjs-tasker' });
  await own.initialize();
  try {
    return await borrow(own, work);
  } finally {
    await own.destroy();
  }
}

async function borrow<T>(dataSource: DataSource, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner('master');
  try {
    return await work(runner);
  } finally {
    await runner.release();
  }
}
