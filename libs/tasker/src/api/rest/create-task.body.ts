import { InvalidRequestError, type FieldIssue } from '../../model/errors.js';
import type { NamedTaskRequest } from '../../orchestration/task-request.js';
import { readBody } from './contract/request.body.js';
import { isFields, refuse, unknownKeys } from './request.fields.js';
import { MOST_TASKS, REQUEST_SCHEMAS } from './schemas/request.schemas.js';
import { camelKey } from './snake.case.js';

/** What `POST /tasks` asks for, and what stands before the path of each of its fields in the body. */
export interface CreateTaskBody {
  readonly request: NamedTaskRequest;
  readonly prefix: string;
}

/**
 * Reads the body of `POST /tasks`, plain or wrapped as `{ "task": { … } }`. Only the set of keys is checked here; what
 * stands in them is the engine's to judge. Throws InvalidRequestError.
 */
export function parseCreateTaskBody(body: unknown): CreateTaskBody {
  const { fields, prefix } = readBody(body, { schema: REQUEST_SCHEMAS.TaskRequest, wrapper: 'task' });
  return { request: fields as unknown as NamedTaskRequest, prefix };
}

/** Reads the body of `POST /tasks/bulk`. @throws InvalidRequestError naming each key that is not known by its place, `tasks.3.contxt` */
export function parseCreateTasksBody(body: unknown): NamedTaskRequest[] {
  const { tasks } = readBody(body, { schema: REQUEST_SCHEMAS.CreateTasksBody }).fields;
  if (!Array.isArray(tasks) || tasks.length === 0 || tasks.length > MOST_TASKS) {
    throw new InvalidRequestError([{ path: 'tasks', message: `must be a list of 1 to ${MOST_TASKS} requests` }]);
  }
  const known = Object.keys(REQUEST_SCHEMAS.TaskRequest.properties as object);
  refuse(tasks.flatMap((task, place) => issuesOf(task, `tasks.${place}`, known)));
  return tasks.map((task: object) => Object.fromEntries(Object.entries(task).map(([key, value]) => [camelKey(key), value]))) as never;
}

function issuesOf(task: unknown, path: string, known: readonly string[]): FieldIssue[] {
  return isFields(task) ? unknownKeys(task, known, `${path}.`) : [{ path, message: 'must be an object' }];
}
