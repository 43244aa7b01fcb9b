import { InvalidRequestError } from '../../../model/errors.js';
import type { StepTarget } from '../../calls/step.calls.js';
import type { HttpRequest } from '../http.request.js';
import { isFields } from '../request.fields.js';
import { parseTaskId } from '../task.request.js';
import type { RouteContract } from './route.contract.js';

/** Parameters of a path as a contract documents them. */
type Params = NonNullable<RouteContract['params']>;

/** Of every path that names a task. */
export const TASK_PARAMS = {
  task_id: {
    description: 'Id of the task.',
    schema: { type: 'string', format: 'uuid', examples: ['01920000-0000-7000-8000-000000000000'] },
  },
} satisfies Params;

/** Of every path that names a step of a task. */
export const STEP_PARAMS = {
  ...TASK_PARAMS,
  workflow_step_id: {
    description: 'Place of the step in its task, a whole number of 1 or more, or its name. Digits are taken for a place.',
    schema: { type: 'string', minLength: 1, maxLength: 128, examples: ['charge_card'] },
  },
} satisfies Params;

const LARGEST_PLACE = 2 ** 31 - 1;
const LONGEST_NAME = 128;

/** The id of the task that a path names. @throws InvalidRequestError when it is no UUID */
export function taskIdOf({ params }: Pick<HttpRequest, 'params'>): string {
  return parseTaskId(isFields(params) ? params.task_id : undefined);
}

/** The step that a path names. @throws InvalidRequestError when it can be neither a place nor a name */
export function stepTargetOf(http: Pick<HttpRequest, 'params'>): StepTarget {
  const taskId = taskIdOf(http);
  const step = isFields(http.params) ? http.params.workflow_step_id : undefined;
  if (typeof step === 'string' && isUsable(step)) return { taskId, step: isPlace(step) ? Number(step) : step };
  const message = "must be the step's name, or its place in the task: a whole number of 1 or more";
  throw new InvalidRequestError([{ path: 'workflow_step_id', message }]);
}

function isPlace(step: string): boolean {
  return /^\d+$/.test(step);
}

function isUsable(step: string): boolean {
  if (isPlace(step)) return Number(step) >= 1 && Number(step) <= LARGEST_PLACE;
  return step !== '' && [...step].length <= LONGEST_NAME && !/\0|\p{Cs}/u.test(step);
}
