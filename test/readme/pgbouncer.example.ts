// #region pgbouncer
import { TaskerModule } from 'nestjs-tasker';

/** Processes that answer requests: many of them, each with little to say to the database. */
export const answering = (pooled: string) =>
  TaskerModule.forRoot({ database: { url: pooled, pooler: 'transaction' }, worker: false, api: false });

/** Workers with the address of the server itself: they are told of work in the moment in which it is there. */
export const working = (direct: string) => TaskerModule.forRoot({ database: { url: direct }, api: false });

/** Workers that go through the pooler as well look for it. */
export const looking = (pooled: string) =>
  TaskerModule.forRoot({ database: { url: pooled, pooler: 'transaction' }, worker: { pollInterval: '250ms' }, api: false });
// #endregion
