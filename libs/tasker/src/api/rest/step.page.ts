import { InvalidRequestError } from '../../model/errors.js';
import { STEP_STATES, type StepState } from '../../model/states.js';
import type { StepView } from '../../orchestration/task-view.js';
import type { StepList, StepListQuery } from '../calls/step.calls.js';
import { PAGE_QUERY, TOTAL_QUERY } from './contract/page.query.js';
import { oneOf, type QueryValues } from './contract/query.field.js';

/** The query of a list of steps. */
export const LIST_STEPS_QUERY = {
  ...PAGE_QUERY,
  sort_by: oneOf('The order of their places.', ['workflow_step_id'], 'workflow_step_id'),
  sort_order: oneOf('The first or the last place first.', ['asc', 'desc'], 'asc'),
  status: oneOf('The state.', STEP_STATES),
  ...TOTAL_QUERY,
};

type Asked = QueryValues<typeof LIST_STEPS_QUERY>;

/** One page of the steps of a task. */
export interface StepPage {
  readonly steps: readonly StepView[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

/** A cursor: the place of the last step of a page, and what the list was. */
interface Place {
  readonly after: number;
  readonly list: string;
}

/** What a query asks the engine for. @throws InvalidRequestError for a cursor of another list */
export function stepListQuery({
  limit = 20,
  cursor,
  sort_order: order = 'asc',
  status,
  total = false,
}: Asked): Omit<StepListQuery, 'taskId'> {
  const after = cursor === undefined ? null : placeIn(cursor, listOf(order, status));
  return { state: status, after, descending: order === 'desc', limit, total };
}

/** A page as REST shows it. */
export function stepPage({ steps, more, ...counted }: StepList, { sort_order: order = 'asc', status }: Asked): StepPage {
  const last = more ? steps.at(-1) : undefined;
  return { steps, nextCursor: last === undefined ? null : encoded({ after: last.stepId, list: listOf(order, status) }), ...counted };
}

function listOf(order: string, status: StepState | undefined): string {
  return `${order} ${status ?? 'any'}`;
}

function encoded({ after, list }: Place): string {
  return Buffer.from(`${after} ${list}`).toString('base64url');
}

function placeIn(cursor: string, list: string): number {
  const [, place, of] = /^(\d{1,10}) (\w+ \w+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const refuse = (message: string) => new InvalidRequestError([{ path: 'cursor', message }]);
  if (place === undefined) throw refuse('is not a cursor of this list');
  if (of !== list) throw refuse('belongs to another filter or order: begin with the first page');
  return Number(place);
}
