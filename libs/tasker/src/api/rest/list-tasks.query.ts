import { TASK_STATES } from '../../model/states.js';
import type { TaskListQuery } from '../../orchestration/task-list.js';
import { ORDER_QUERY, PAGE_QUERY, TOTAL_QUERY } from './contract/page.query.js';
import { keyed, many, moment, oneOf, readQuery, text, words } from './contract/query.field.js';

/** What a list of tasks may be narrowed to. */
export const TASK_FILTER = {
  status: oneOf('The state.', TASK_STATES),
  namespace: text('Namespace of the definition.', 'shop'),
  name: text('Name of the definition.', 'process_order'),
  version: text('Exact version of the definition.', '1.2.0'),
  tag: many(text('A tag; given several times, the tasks have all of them.')),
  initiator: text('Who asked for the task.'),
  source_system: text('Where the task came from.'),
  requested_after: moment('Requested at this moment or later.'),
  requested_before: moment('Requested before this moment.'),
};

/** The query of `GET /tasks`. */
export const LIST_TASKS_QUERY = {
  ...PAGE_QUERY,
  sort_by: oneOf('Both are the order of creation.', ['task_id', 'requested_at'], 'task_id'),
  ...ORDER_QUERY,
  ...TASK_FILTER,
  context: keyed(
    text(
      'Value at a path of the context that the definitions declare `searchable`, as `context[order.customer_id]=c-17`; a number or boolean as its JSON.',
    ),
  ),
  include: words('What else to show of each task. A page with more than 5 MB of contexts ends earlier: `next_cursor` goes on behind it.', [
    'context',
  ]),
  ...TOTAL_QUERY,
};

/** What `GET /tasks` asks for. */
export interface ListTasks {
  readonly filter: TaskListQuery;
  readonly withContext: boolean;
}

/** Reads the query of `GET /tasks`. @throws InvalidRequestError with one entry for each wrong parameter */
export function parseListTasksQuery(query: unknown): ListTasks {
  const {
    sort_by: sortBy,
    sort_order: sortOrder,
    status: state,
    tag: tags,
    source_system: sourceSystem,
    requested_after: requestedAfter,
    requested_before: requestedBefore,
    include = [],
    ...same
  } = readQuery(LIST_TASKS_QUERY, query);
  const renamed = { sortBy, sortOrder, state, tags, sourceSystem, requestedAfter, requestedBefore };
  const given = Object.fromEntries(Object.entries(renamed).filter(([, value]) => value !== undefined));
  return { filter: { ...same, ...given }, withContext: include.includes('context') };
}
