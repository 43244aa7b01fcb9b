import { TaskerModule, type Authenticator } from 'nestjs-tasker';

/** An application that answers over REST. */
export function withRest(url: string, authenticator: Authenticator) {
  // #region rest
  const tasker = TaskerModule.forRoot({ database: { url }, auth: { authenticator } }); // REST is on; api: { rest: false } switches it off
  // #endregion
  return tasker;
}
