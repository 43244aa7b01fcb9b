import { TaskerModule } from 'nestjs-tasker';

// #region options
export const withHealth = (url: string) =>
  TaskerModule.forRoot({
    database: { url },
    auth: 'none',
    health: { cacheDuration: '2s', thresholds: { errorRate: 0.2, queueAge: '5m' }, failWhenUnhealthy: true },
  });
// #endregion
