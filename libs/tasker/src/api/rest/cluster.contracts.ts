import { LINK_HEADER, PAGE_QUERY } from './contract/page.query.js';
import { oneOf, text } from './contract/query.field.js';
import { json, ref, type RouteContract } from './contract/route.contract.js';

/** The query of `GET /workers`. */
export const WORKER_QUERY = {
  status: oneOf('How they stand.', ['live', 'draining', 'stopped', 'lost']),
  queue: text('Only workers that serve it.', 'payments'),
  ...PAGE_QUERY,
};

const WORKER = {
  worker_id: '019ca8c1-0000-7000-8000-00000000000a',
  status: 'live',
  host: 'app-1',
  pid: 17,
  version: '1.0.0',
  started_at: '2026-03-01T09:00:00.000Z',
  heartbeat_at: '2026-03-01T10:00:00.000Z',
  heartbeat_age_seconds: 1.4,
  lease_seconds: 15,
  draining_at: null,
  stopped_at: null,
  lost_at: null,
  concurrency: 64,
  running_steps: 3,
  queues: ['default', 'payments'],
  definitions: ['shop.process_order@1.2.0'],
};

/** `GET /workers` */
export const LIST_WORKERS: RouteContract = {
  operationId: 'listWorkers',
  tag: 'Workers',
  summary: 'Workers of all processes, the latest start first',
  description:
    'Also those that have stopped or were lost in the last week. A caller that is confined to namespaces sees the workers that have code for a definition there.',
  permission: 'tasker.worker:index',
  query: WORKER_QUERY,
  answers: { 200: { ...json('A page', ref('WorkerPage'), { workers: [WORKER], next_cursor: null }), headers: LINK_HEADER } },
};

/** `GET /limits` */
export const LIST_LIMITS: RouteContract = {
  operationId: 'listLimits',
  tag: 'Workers',
  summary: 'Limits of queues, dependent systems and keys, with what runs and waits under each',
  description:
    'Queues and systems belong to no namespace: a caller that is confined to some sees the limits of keys of the definitions there.',
  permission: 'tasker.worker:index',
  answers: {
    200: json('The limits', ref('LimitList'), {
      limits: [
        {
          kind: 'queue',
          name: 'payments',
          concurrency: 10,
          rate: { limit: 100, per: 1000, burst: 100 },
          tokens: 97,
          running: 3,
          waiting: 0,
          keyless: 0,
        },
      ],
    }),
  },
};

/** `GET /circuits` */
export const LIST_CIRCUITS: RouteContract = {
  operationId: 'listCircuits',
  tag: 'Workers',
  summary: 'How each dependent system stands to failure',
  description: 'For a caller that is confined to namespaces: the systems that definitions there use, as their tasks see them.',
  permission: 'tasker.worker:index',
  answers: {
    200: json('The circuits', ref('CircuitList'), {
      circuits: [
        {
          dependent_system_id: 2,
          name: 'bank',
          circuit: 'open',
          steps: { closed: 40, open: 2, half_open: 0 },
          next_retry_at: '2026-03-01T10:00:30.000Z',
          sampled: false,
        },
      ],
    }),
  },
};
