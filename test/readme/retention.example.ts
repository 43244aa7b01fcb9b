import { StepHandler, TaskHandler, TaskerModule, type Orchestrator } from 'nestjs-tasker';

/** What a host with limits and a period of its own imports. */
export const withLimits = (url: string) =>
  // #region limits
  TaskerModule.forRoot({
    database: { url },
    auth: 'none',
    staleness: { waiting: '10m', lifetime: '2d' },
    retention: { after: '90d' },
  });
// #endregion

// #region definition
@TaskHandler({
  name: 'import_catalogue',
  staleness: { lifetime: '6h', action: 'fail' },
  retention: { after: '10d', action: 'archive' },
})
export class ImportCatalogue {
  @StepHandler() load() {
    return { rows: 3 };
  }
}
// #endregion

/** What a person looks at in the morning. */
export async function morningRound(orchestrator: Orchestrator) {
  // #region round
  const { waiting } = await orchestrator.staleCounts(); // { count, oldest }
  const { entries } = await orchestrator.deadLetters({ name: 'import_catalogue' });
  for (const { task, kind, actions } of entries) {
    const retry = actions.find(({ action }) => action === 'retryTask');
    if (kind === 'attempts_exhausted' && retry !== undefined) await orchestrator.retryTask(task.taskId, { actor: 'ann' });
  }
  // #endregion
  return { waiting, entries };
}
