import { json, ref, type RouteContract } from '../contract/route.contract.js';

/** `GET /health/live` */
export const LIVE: RouteContract = {
  operationId: 'getHealthLiveness',
  tag: 'Health',
  summary: 'Whether the process answers',
  description: 'Touches nothing but the process.',
  permission: 'public',
  answers: { 200: json('It does.', ref('ProcessLiveness'), { alive: true, timestamp: '2026-03-01T10:00:00.000Z', service: 'tasker' }) },
};

/** `GET /health/ready` */
export const READY: RouteContract = {
  operationId: 'getHealthReadiness',
  tag: 'Health',
  summary: 'Whether the process may be sent work',
  description:
    "The database answers on the engine's pool, the schema is what the code needs, the event loop is not held up, and the worker claims. 503 while the process " +
    'starts, and from the beginning of its shutdown, before its worker stops to claim. Kept for `health.cacheDuration`.',
  permission: 'public',
  answers: { 200: json('It may.', ref('ProcessReadiness')), 503: json('It may not: `failed_checks` say why.', ref('ProcessReadiness')) },
};

/** `GET /health/status` */
export const STATUS: RouteContract = {
  operationId: 'getHealthStatus',
  tag: 'Health',
  summary: 'How the whole system does',
  description:
    'Figures of all tasks, steps, queues and connections. `healthy` follows the thresholds of the option `health`; the answer is 200 also where it is ' +
    'false, unless `health.failWhenUnhealthy` is set. Figures are of all namespaces: credentials that are confined to some are refused.',
  permission: 'tasker.health_status:index',
  answers: {
    200: json('The figures.', ref('SystemStatus')),
    503: json('The figures of a system that is not healthy, where `health.failWhenUnhealthy` is set; or nobody can say who asks.', {
      anyOf: [ref('SystemStatus'), ref('Error')],
    }),
  },
};
