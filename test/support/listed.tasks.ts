import type { NamedTaskRequest, Orchestrator, TaskListQuery } from 'nestjs-tasker';
import type { Engine } from './engine.js';

type Query = Omit<TaskListQuery, 'limit' | 'cursor'>;

/** Each condition of a list as plain SQL about the row of a task; no index, no side table. */
const CONDITIONS: Readonly<Record<string, string>> = {
  state: 't.state = $',
  namespace: 'n.name = $',
  name: 'd.name = $',
  version: 'd.version = $',
  tags: 't.tags @> $',
  initiator: 't.initiator = $',
  sourceSystem: 't.source_system = $',
  requestedAfter: 't.requested_at >= $::timestamptz',
  requestedBefore: 't.requested_at < $::timestamptz',
  within: 'n.name = any ($)',
};

/** The ids of exactly the tasks that a list should have, in its order, read from the rows alone. */
export async function tasksThatMatch(engine: Pick<Engine, 'rows'>, { context = {}, sortOrder, ...query }: Query): Promise<string[]> {
  const values: unknown[] = [];
  const conditions = Object.entries(query).flatMap(([key, value]) =>
    CONDITIONS[key] === undefined || value === undefined ? [] : [CONDITIONS[key].replace('$', `$${values.push(value)}`)],
  );
  for (const [path, value] of Object.entries(context)) {
    conditions.push(`t.context #>> string_to_array($${values.push(path)}, '.') = $${values.push(value)}`);
  }
  const where = conditions.length === 0 ? 'true' : conditions.join(' and ');
  const rows = await engine.rows<{ task_id: string }>(
    `select t.task_id from tasker.tasks t join tasker.named_tasks d using (named_task_id) join tasker.task_namespaces n using (task_namespace_id)
     where ${where} order by t.task_id ${sortOrder ?? 'asc'}`,
    values,
  );
  return rows.map(({ task_id }) => task_id);
}

/** The ids of all pages of a list, page by page. */
export async function allPages(
  orchestrator: Orchestrator,
  query: TaskListQuery,
): Promise<{ ids: string[]; totals: (number | undefined)[] }> {
  const ids: string[] = [];
  const totals: (number | undefined)[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await orchestrator.listTasks({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.tasks.map(({ taskId }) => taskId));
    totals.push(page.total);
    cursor = page.nextCursor;
  }
  return { ids, totals };
}

/** Picks one of some values by a random number from 0 to below 1. */
export const oneOf = <T>(values: readonly T[], number: number): T => values[Math.floor(number * values.length)]!;

/** A request among those that differ in everything that lists can be narrowed by. */
export function randomRequest(
  next: () => number,
  names: readonly Pick<NamedTaskRequest, 'name' | 'namespace' | 'version'>[],
): NamedTaskRequest {
  const some = <T>(values: readonly T[]) => oneOf(values, next());
  const initiator = some([undefined, 'ann', 'bob']);
  const sourceSystem = some([undefined, 'web']);
  return {
    ...some(names),
    context: { order: { customer_id: some(['c-1', 'c-2', 7, null, { a: 1 }]), express: some([true, false]) }, note: some(['x', 'y']) },
    tags: some([[], ['urgent'], ['urgent', 'vip'], ['vip', 'late']]),
    ...(initiator === undefined ? {} : { initiator }),
    ...(sourceSystem === undefined ? {} : { sourceSystem }),
  };
}
