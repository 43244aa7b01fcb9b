import { TaskAnnotations, type Orchestrator } from 'nestjs-tasker';

/** The latest that happened to a task. */
export async function latest(orchestrator: Orchestrator, taskId: string) {
  // #region history
  const { records, nextCursor } = await orchestrator.taskHistory(taskId, { sortOrder: 'desc', limit: 10 });
  const lines = records.map(({ at, step, fromState, toState, actor }) => {
    return `${at.toISOString()} ${step ?? 'task'}: ${fromState} → ${toState}, ${actor ?? 'the engine'}`;
  });
  // #endregion
  return { lines, nextCursor };
}

/** Lets a step that failed for good run with other inputs. */
export async function changed(orchestrator: Orchestrator, taskId: string) {
  // #region changes
  await orchestrator.updateTask(taskId, { tags: ['vip', 'discount'] }, { actor: 'ada', reason: 'a good customer' });
  await orchestrator.changeInputs(taskId, 'charge_payment', { inputs: { amount: 40 }, actor: 'ada', reason: 'a discount' });
  const task = await orchestrator.retryStep(taskId, 'charge_payment', { actor: 'ada', reason: 'a discount' });
  // #endregion
  return task;
}

/** Who works, and who needs somebody. */
export async function morning(orchestrator: Orchestrator, notes: TaskAnnotations) {
  // #region morning
  const { workers } = await orchestrator.workers({ state: 'live', queue: 'default' });
  const { entries } = await orchestrator.deadLetters({ namespace: 'shop' });
  for (const { task } of entries) {
    await orchestrator.resolveDeadLetter(task.taskId, { action: 'retry', attempts: 2, actor: 'ada', reason: 'the gateway is back' });
  }
  // #endregion
  return { hosts: workers.map(({ host }) => host), retried: entries.length, types: await notes.types() };
}
