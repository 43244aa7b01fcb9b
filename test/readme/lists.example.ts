import { StepHandler, TaskHandler, type Orchestrator } from 'nestjs-tasker';

// #region searchable
@TaskHandler({ namespace: 'shop', name: 'deliver', searchable: ['order.customer_id', 'order.country'] })
export class Deliver {
  @StepHandler()
  ship() {
    return { shipped: true };
  }
}
// #endregion

/** Ids of what was delivered to a customer, the newest first. */
export async function deliveredTo(orchestrator: Orchestrator, customerId: string) {
  // #region list
  const query = { name: 'deliver', state: 'complete', context: { 'order.customer_id': customerId }, sortOrder: 'desc' } as const;
  let page = await orchestrator.listTasks({ ...query, limit: 50, total: true });
  const { total } = page; // on all pages; counted only when it is asked for
  const ids = page.tasks.map(({ taskId }) => taskId);
  while (page.nextCursor !== null) {
    page = await orchestrator.listTasks({ ...query, limit: 50, cursor: page.nextCursor });
    ids.push(...page.tasks.map(({ taskId }) => taskId));
  }
  // #endregion
  return { total, ids };
}
