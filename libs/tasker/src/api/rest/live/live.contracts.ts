import { TASK_PARAMS } from '../contract/path.parameter.js';
import { text } from '../contract/query.field.js';
import { ref, type RouteContract } from '../contract/route.contract.js';
import { TASK_FILTER } from '../list-tasks.query.js';

const AFTER = {
  after: text('Go on behind this cursor: the `id` of an event of an earlier stream of the same tasks. `Last-Event-ID` goes before it.'),
};

/** The query of the stream of one task. */
export const TASK_EVENTS_QUERY = AFTER;

/** The query of a stream of tasks: filters of the list that need nothing but the task's row. */
export const EVENTS_QUERY = { ...TASK_FILTER, ...AFTER };

const DESCRIPTION =
  'Server-sent events: `ready` with the cursor at which the stream begins; `task.created`, `task.changed` and `step.changed` as they are ' +
  'committed, with the change as their data; `reset` when changes may have been left out, so that what is shown has to be read anew. The `id` ' +
  'of an event is a cursor: a client that comes back with `Last-Event-ID` misses nothing and is told nothing twice. An attempt of a step is told ' +
  'when it ends. A comment is sent when there is nothing to tell. The stream ends when the credentials expire, when the server shuts down, ' +
  'and after a while anyway (`live.maxDuration`): come back then.';

const EXAMPLE = [
  'retry: 2000',
  'id: h5d41402a.2s.9b.4k',
  'event: ready',
  'data: {"cursor":"h5d41402a.2s.9b.4k"}',
  '',
  'id: h5d41402a.2t.9b.4k',
  'event: task.created',
  'data: {"task_id":"01920000-0000-7000-8000-000000000000","namespace":"shop","name":"process_order","version":"1.2.0", …}',
  '',
].join('\n');

const STREAM = {
  tag: 'Live',
  permission: 'tasker.task:show',
  description: DESCRIPTION,
  headers: { 'Last-Event-ID': { description: 'Go on behind this cursor.', schema: { type: 'string' } } },
  answers: {
    200: {
      description: 'Events as they come; each has a `LiveChange` as its data.',
      content: {
        'text/event-stream': {
          type: 'string',
          description: 'Events.',
          contentMediaType: 'text/event-stream',
          contentSchema: ref('LiveChange'),
        },
      },
      example: EXAMPLE,
    },
  },
} as const satisfies Partial<RouteContract>;

const TOO_MANY = 'As many streams are open as there may be, or the server shuts down.';

/** `GET /tasks/:task_id/events` */
export const TASK_EVENTS: RouteContract = {
  ...STREAM,
  operationId: 'watchTask',
  summary: 'Changes of a task as they are committed',
  params: TASK_PARAMS,
  query: TASK_EVENTS_QUERY,
  refusals: { 404: 'There is no such task.', 503: TOO_MANY },
};

/** `GET /tasks/events` */
export const EVENTS: RouteContract = {
  ...STREAM,
  operationId: 'watchTasks',
  summary: 'Changes of tasks as they are committed',
  query: EVENTS_QUERY,
  refusals: { 503: TOO_MANY },
};
