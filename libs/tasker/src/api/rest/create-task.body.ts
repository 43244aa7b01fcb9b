import { InvalidRequestError } from '../../model/errors.js';
import type { NamedTaskRequest } from '../../orchestration/task-request.js';
import { isFields, refuse, unknownKeys } from './request.fields.js';
import type { Fields } from './request.fields.js';

const KEYS = [
  'name',
  'namespace',
  'version',
  'context',
  'initiator',
  'source_system',
  'reason',
  'tags',
  'priority',
  'correlation_id',
  'bypass_steps',
  'idempotency_key',
  'traceparent',
] as const;

/** What `POST /tasks` asks for, and what stands before the path of each of its fields in the body. */
export interface CreateTaskBody {
  readonly request: NamedTaskRequest;
  readonly prefix: '' | 'task.';
}

/**
 * Reads the body of `POST /tasks`, plain or wrapped as `{ "task": { … } }`. Only the set of keys is checked here; what
 * stands in them is the engine's to judge. Throws InvalidRequestError.
 */
export function parseCreateTaskBody(body: unknown): CreateTaskBody {
  if (!isFields(body)) throw new InvalidRequestError([{ path: '', message: 'the body must be a JSON object sent as application/json' }]);
  const { fields, prefix } = unwrap(body);
  refuse(unknownKeys(fields, KEYS, prefix));
  return { request: toRequest(fields), prefix };
}

function unwrap(body: Fields): { fields: Fields; prefix: CreateTaskBody['prefix'] } {
  if (!('task' in body)) return { fields: body, prefix: '' };
  refuse(unknownKeys(body, ['task']));
  if (!isFields(body.task)) throw new InvalidRequestError([{ path: 'task', message: 'must be an object' }]);
  return { fields: body.task, prefix: 'task.' };
}

function toRequest(fields: Fields): NamedTaskRequest {
  const {
    source_system: sourceSystem,
    correlation_id: correlationId,
    bypass_steps: bypassSteps,
    idempotency_key: idempotencyKey,
    ...same
  } = fields;
  const request = {
    ...same,
    ...(bypassSteps === undefined ? {} : { bypassSteps }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(sourceSystem === undefined ? {} : { sourceSystem }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
  return request as unknown as NamedTaskRequest;
}
